package dev.reeve.kernel.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  private final Statements statements;
  private final @Nullable Effect effect;
  private final List<OutboxRow> outbox = new ArrayList<>();
  private final Set<String> touched = new HashSet<>();

  Transaction(Statements statements, @Nullable Effect effect) {
    this.statements = statements;
    this.effect = effect;
  }

  /** Puts a record for the audit chain into the same commit. */
  public void audit(String payload) throws SQLException {
    OutboxRow row = new OutboxRow(Ids.nextText(), payload);
    update("INSERT INTO audit_outbox(id, payload) VALUES (?, ?)", row.id(), row.payload());
    outbox.add(row);
  }

  /** Says in the same commit that the request which made this change has had its effect; nothing where no request did. */
  public void effective() throws SQLException {
    done();
    if (effect != null) {
      Object unused = effect.beside().apply(this);
    }
  }

  /** Says in the same commit that the request is done, whether or not there was anything to change, where this commit itself keeps its answer. */
  public void done() throws SQLException {
    if (effect != null) {
      update("INSERT INTO effects(id) VALUES (?) ON CONFLICT DO NOTHING", effect.id());
    }
  }

  /** Says that this change is of something that others remember; see {@link Store#touched}. */
  public void touch(String what) {
    touched.add(what);
  }

  Set<String> touched() {
    return touched;
  }

  /** Id of the effect of the request that makes this change; null where none does. */
  public @Nullable String effect() {
    return effect == null ? null : effect.id();
  }

  /** Runs a statement with positional parameters; answers the number of rows changed. */
  public int update(String sql, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = statements.of(sql);
    Rows.bind(statement, parameters);
    return statement.executeUpdate();
  }

  /** Runs a query; see {@link Rows#list}. */
  public <T> List<T> list(String sql, Rows.Mapping<T> mapping, @Nullable Object... parameters) throws SQLException {
    return statements.list(sql, mapping, parameters);
  }

  List<OutboxRow> outbox() {
    return outbox;
  }
}
