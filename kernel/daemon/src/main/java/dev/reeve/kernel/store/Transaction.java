package dev.reeve.kernel.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One change being made by the writer: rows, and the audit records that are delivered once it is committed. */
public final class Transaction {

  /**
   * An audit record committed with a change, waiting for the chain.
   *
   * @param id UUIDv7, carried into the chain so that no record is appended twice
   * @param payload the record as {@code audit} wrote it
   */
  public record OutboxRow(String id, String payload) {}

  private final Connection connection;
  private final List<OutboxRow> outbox = new ArrayList<>();

  Transaction(Connection connection) {
    this.connection = connection;
  }

  /** Puts a record for the audit chain into the same commit. */
  public void audit(String payload) throws SQLException {
    OutboxRow row = new OutboxRow(Ids.nextText(), payload);
    update("INSERT INTO audit_outbox(id, payload) VALUES (?, ?)", row.id(), row.payload());
    outbox.add(row);
  }

  /** Runs a statement with positional parameters; answers the number of rows changed. */
  public int update(String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Rows.bind(statement, parameters);
      return statement.executeUpdate();
    }
  }

  /** Runs a query; see {@link Rows#list}. */
  public <T> List<T> list(String sql, Rows.Mapping<T> mapping, @Nullable Object... parameters) throws SQLException {
    return Rows.list(connection, sql, mapping, parameters);
  }

  List<OutboxRow> outbox() {
    return outbox;
  }
}
