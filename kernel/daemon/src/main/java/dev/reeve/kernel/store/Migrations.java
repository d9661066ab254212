package dev.reeve.kernel.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/** Numbered files that take the database from one schema version to the next; the version is SQLite's {@code user_version}. */
final class Migrations {

  private static final List<String> FILES =
      List.of(
          "0001-spine.sql", "0002-idempotency.sql", "0003-tickets.sql", "0004-policy.sql", "0005-durability.sql", "0006-fewer-pages.sql",
          "0007-key-values.sql", "0008-agents.sql",
          "0009-runs.sql", "0010-approvals.sql");

  private static final Pattern STATEMENT_END = Pattern.compile(";\\s*\\n");

  private Migrations() {}

  /**
   * Applies what is missing, each file in one transaction.
   *
   * @throws SQLException also when the database was written by a newer kernel
   */
  static void apply(Connection connection) throws SQLException {
    int version = version(connection);
    if (version > FILES.size()) {
      throw new SQLException("the database has schema " + version + ", this kernel knows " + FILES.size() + ": start the newer kernel again");
    }
    for (int next = version; next < FILES.size(); next++) {
      try (Statement statement = connection.createStatement()) {
        for (String sql : STATEMENT_END.split(script(FILES.get(next)), 0)) {
          if (!sql.isBlank()) {
            statement.executeUpdate(sql);
          }
        }
        statement.executeUpdate("PRAGMA user_version = " + (next + 1));
      }
      connection.commit();
    }
  }

  private static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
      int version = rows.next() ? rows.getInt(1) : 0;
      connection.commit();
      return version;
    }
  }

  private static String script(String name) throws SQLException {
    try (InputStream in = Migrations.class.getResourceAsStream("migrations/" + name)) {
      if (in == null) {
        throw new SQLException("migration " + name + " is missing from this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new SQLException("migration " + name + " cannot be read", e);
    }
  }
}
