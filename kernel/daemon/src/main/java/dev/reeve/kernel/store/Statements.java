package dev.reeve.kernel.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Statements of one connection, prepared once. Used by one thread at a time. */
final class Statements implements AutoCloseable {

  private static final int MOST = 128;

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(MOST, 0.75f, true);

  Statements(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** The statement of a text, without parameters of an earlier use. */
  PreparedStatement of(String sql) throws SQLException {
    PreparedStatement known = prepared.get(sql);
    if (known != null) {
      known.clearParameters();
      return known;
    }
    if (prepared.size() >= MOST) {
      String eldest = prepared.keySet().iterator().next();
      PreparedStatement gone = prepared.remove(eldest);
      if (gone != null) {
        gone.close();
      }
    }
    PreparedStatement fresh = connection.prepareStatement(sql);
    prepared.put(sql, fresh);
    return fresh;
  }

  <T> List<T> list(String sql, Rows.Mapping<T> mapping, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = of(sql);
    Rows.bind(statement, parameters);
    try (ResultSet rows = statement.executeQuery()) {
      return Rows.all(rows, mapping);
    }
  }

  /** Lets go of all of them, as after an error that may have left one open. */
  void forget() {
    for (PreparedStatement statement : prepared.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        System.getLogger("reeve.store").log(System.Logger.Level.DEBUG, "a statement did not close: {0}", e.getMessage());
      }
    }
    prepared.clear();
  }

  @Override
  public void close() throws SQLException {
    forget();
    connection.close();
  }
}
