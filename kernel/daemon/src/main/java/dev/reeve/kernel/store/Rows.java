package dev.reeve.kernel.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parameters in, records out. */
public final class Rows {

  /** Makes a record of the current row. */
  @FunctionalInterface
  public interface Mapping<T> {
    T map(ResultSet row) throws SQLException;
  }

  private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'", Locale.ROOT);

  private Rows() {}

  static void bind(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      switch (parameters[i]) {
        case null -> statement.setObject(i + 1, null);
        case Instant time -> statement.setString(i + 1, text(time));
        case Boolean flag -> statement.setInt(i + 1, flag ? 1 : 0);
        case Enum<?> name -> statement.setString(i + 1, name.name());
        case java.util.UUID id -> statement.setString(i + 1, id.toString());
        default -> statement.setObject(i + 1, parameters[i]);
      }
    }
  }

  static <T> List<T> list(Connection connection, String sql, Mapping<T> mapping, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      try (ResultSet rows = statement.executeQuery()) {
        return all(rows, mapping);
      }
    }
  }

  static <T> List<T> all(ResultSet rows, Mapping<T> mapping) throws SQLException {
    List<T> found = new ArrayList<>();
    while (rows.next()) {
      found.add(mapping.map(rows));
    }
    return found;
  }

  /** A time as sortable text: nanoseconds, UTC. */
  public static String text(Instant time) {
    return TEXT.format(time.atOffset(ZoneOffset.UTC));
  }

  /** The time of a text column, null where it is null. */
  public static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? null : Instant.parse(text);
  }

  /** A text column that is never null. */
  public static String string(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    if (text == null) {
      throw new SQLException("column " + column + " is null");
    }
    return text;
  }
}
