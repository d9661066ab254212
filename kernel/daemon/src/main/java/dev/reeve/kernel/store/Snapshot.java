package dev.reeve.kernel.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The database as it was at one moment. While it is open the write-ahead log grows with every change. */
public final class Snapshot implements AutoCloseable {

  private final Connection connection;

  private Snapshot(Connection connection) {
    this.connection = connection;
  }

  static Snapshot of(Path file) throws SQLException {
    Connection connection = Database.connectReadOnly(file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.executeQuery("SELECT count(*) FROM kernel").close();
      return new Snapshot(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Writes it as a database of its own and forces it.
   *
   * @param target must not be there
   */
  public void copyTo(Path target) throws IOException {
    if (Files.exists(target)) {
      throw new IOException(target + " is there already");
    }
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("backup to '" + target.toString().replace("'", "''") + "'");
    } catch (SQLException e) {
      throw new IOException("the database could not be copied: " + Trouble.of(e).words(), e);
    }
    WholeFile.force(target);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      System.getLogger("reeve.store").log(System.Logger.Level.WARNING, "a database connection did not close", e);
    }
  }
}
