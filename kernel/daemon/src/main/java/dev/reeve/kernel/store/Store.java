package dev.reeve.kernel.store;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The embedded database: one thread at a time changes it and commits many waiting changes in one transaction, readers on their own connections.
 * A change that {@link #write} answered is durable, and so are its audit records.
 */
public final class Store implements AutoCloseable {

  /** A change of rows; throwing undoes it alone. It may be applied again after its whole batch was undone: it changes nothing but rows. */
  @FunctionalInterface
  public interface Change<T extends @Nullable Object> {
    T apply(Transaction transaction) throws SQLException;
  }

  /** The audit chain, as the store needs it. */
  @FunctionalInterface
  public interface Delivery {
    /** Takes committed audit records to the chain; the future completes when they are durable there. */
    CompletableFuture<?> deliver(List<Transaction.OutboxRow> rows, boolean urgent);

    /** Where the chain ends durably, as one text; empty where nothing is known. */
    default String mark() {
      return "";
    }
  }

  /**
   * A change on its way; each fails with what {@link #await} makes a refusal of.
   *
   * @param stored completes when it is durable, its audit records in the outbox with it
   * @param audited completes when the chain has those, too
   */
  public record Submitted<T extends @Nullable Object>(CompletableFuture<T> stored, CompletableFuture<T> audited) {

    @SuppressWarnings("unchecked")
    private static <T extends @Nullable Object> Submitted<T> of(Submitted<?> untyped) {
      return (Submitted<T>) untyped;
    }
  }

  static final String MARK = "audit.mark";
  static final String LAST_OUTBOX = "audit.outbox.last";
  /** Puts a value unless a greater one is there. */
  static final String RAISE =
      "INSERT INTO kernel(name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)";
  private static final int READERS = 4;

  private final Path file;
  private final Writer writer;
  private final BlockingQueue<Statements> readers = new ArrayBlockingQueue<>(READERS);

  private Store(Path file, Writer writer) {
    this.file = file;
    this.writer = writer;
  }

  /** As {@link #open(Path, DiskReserve)}, with nothing kept for a full disk. */
  public static Store open(Path file) throws SQLException {
    return open(file, DiskReserve.none());
  }

  /**
   * Opens or creates the database and brings it to this kernel's schema.
   *
   * @throws SQLException also for a newer schema, and where another program has it locked
   */
  public static Store open(Path file, DiskReserve reserve) throws SQLException {
    List<Connection> opened = new ArrayList<>();
    try {
      Connection writing = Database.connect(file);
      opened.add(writing);
      Migrations.apply(writing);
      WholeFile.forceFolder(folder(file));
      Store store = new Store(file, new Writer(writing, reserve, text(writing, LAST_OUTBOX)));
      for (int i = 0; i < READERS; i++) {
        Connection reader = Database.connectReadOnly(file);
        opened.add(reader);
        store.readers.add(new Statements(reader));
      }
      writing.commit();
      store.writer.start();
      return store;
    } catch (SQLException | IOException e) {
      for (Connection connection : opened) {
        connection.close();
      }
      throw e instanceof SQLException sql ? new SQLException(Trouble.of(sql).words(), sql) : new SQLException(e);
    }
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException(file + " has no folder");
    }
    return folder;
  }

  private static String text(Connection connection, String name) throws SQLException {
    List<String> found = Rows.list(connection, "SELECT value FROM kernel WHERE name = ?", row -> Rows.string(row, "value"), name);
    return found.isEmpty() ? "" : found.getFirst();
  }

  /** Names the audit chain; changes with audit records before that are refused. */
  public void deliverTo(Delivery audit) {
    writer.deliverTo(audit);
  }

  /** Makes a change durable; blocks until it is, and until the chain has its audit records. */
  public <T extends @Nullable Object> T write(Change<T> change) {
    return await(Submitted.<T>of(writer.write(change)).audited());
  }

  /** Makes a change durable; blocks until it is. Its audit records are on their way to the chain then. */
  public <T extends @Nullable Object> T commit(Change<T> change) {
    return await(Submitted.<T>of(writer.write(change)).stored());
  }

  /**
   * Hands a change to the writer. Changes that are handed over one after the other are made in that order.
   *
   * @throws KernelException UNAVAILABLE when no change is taken, DISK_FULL when only urgent ones are
   */
  public <T extends @Nullable Object> Submitted<T> submit(Change<T> change) {
    return Submitted.of(writer.submit(change));
  }

  /** Waits for a change to be durable, and throws what {@link #write} does when it is not. */
  public static <T extends @Nullable Object> T await(CompletableFuture<T> change) {
    try {
      return change.get();
    } catch (ExecutionException e) {
      throw rethrow(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KernelException.unavailable("interrupted while a change was being stored", e);
    }
  }

  /** Runs queries on a consistent view. */
  public <T> List<T> list(String sql, Rows.Mapping<T> mapping, @Nullable Object... parameters) {
    Statements reading = null;
    try {
      reading = readers.take();
      return reading.list(sql, mapping, parameters);
    } catch (SQLException e) {
      if (reading != null) {
        reading.forget();
      }
      throw KernelException.unavailable("the store cannot be read: " + Trouble.of(e).words(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KernelException.unavailable("interrupted while reading the store", e);
    } finally {
      if (reading != null) {
        readers.add(reading);
      }
    }
  }

  /**
   * How often something was {@link Transaction#touch touched} by a change that was committed. What was read after this was asked, and before
   * the answer changes, is as the store has it.
   */
  public long touched(String what) {
    return writer.touched(what);
  }

  /** A value of the kernel itself by its name. */
  public Optional<String> value(String name) {
    return list("SELECT value FROM kernel WHERE name = ?", row -> Rows.string(row, "value"), name).stream().findFirst();
  }

  /** Why changes are refused, or the last one was; null while they are taken. */
  public @Nullable String failure() {
    return writer.failure();
  }

  /** Audit records that were committed but not yet confirmed by the chain, oldest first. */
  public List<Transaction.OutboxRow> undelivered() {
    return list(
        "SELECT id, payload FROM audit_outbox ORDER BY id",
        row -> new Transaction.OutboxRow(Rows.string(row, "id"), Rows.string(row, "payload")));
  }

  /** Takes rows out of the outbox that the chain has; durable when this returns. */
  public void delivered(List<Transaction.OutboxRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    write(
        transaction -> {
          for (Transaction.OutboxRow row : rows) {
            transaction.update("DELETE FROM audit_outbox WHERE id = ?", row.id());
          }
          return null;
        });
  }

  /** Where the audit chain ended when something was committed last; empty where that was never noted. */
  public String mark() {
    return value(MARK).orElse("");
  }

  /** Id of the latest row that was given to the chain; empty before the first. */
  public String lastOutbox() {
    return value(LAST_OUTBOX).orElse("");
  }

  /** The chain has a row of this id, which a database that did not note such ids gave to it. */
  public void gaveOutbox(String id) {
    write(transaction -> transaction.update(RAISE, LAST_OUTBOX, id));
  }

  /** Whether the change that an effect consists of was committed. */
  public boolean effective(String effect) {
    return !list("SELECT id FROM effects WHERE id = ?", row -> Rows.string(row, "id"), effect).isEmpty();
  }

  /** The outcome of an effect is recorded: the store need not know of it any more. */
  public void effectClosed(String effect) {
    writer.effectClosed(effect);
  }

  /** What a whole reading of the database finds wrong, at most 20 sentences in its own words. */
  public List<String> check() {
    List<String> found = new ArrayList<>(list("PRAGMA integrity_check(20)", row -> String.valueOf(row.getString(1))));
    found.remove("ok");
    list("PRAGMA foreign_key_check", row -> row.getString("table") + ": a row refers to one of " + row.getString("parent") + " that is not there")
        .stream()
        .limit(20 - Math.min(20, found.size()))
        .forEach(found::add);
    return found;
  }

  /** Version of the schema. */
  public int schema() {
    return list("PRAGMA user_version", row -> row.getInt(1)).getFirst();
  }

  /** Bytes of the database's pages. */
  public long bytes() {
    return list("SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size", row -> row.getLong("bytes")).getFirst();
  }

  /**
   * The database as it is now, for copying; others go on changing it. To be closed.
   *
   * @throws KernelException UNAVAILABLE when it cannot be read
   */
  public Snapshot snapshot() {
    try {
      return Snapshot.of(file);
    } catch (SQLException e) {
      throw KernelException.unavailable("the store cannot be read: " + Trouble.of(e).words(), e);
    }
  }

  private static RuntimeException rethrow(Throwable cause) {
    return switch (cause) {
      case KernelException known -> known;
      case SQLException sql ->
          new KernelException(ErrorCode.ERROR_CODE_UNAVAILABLE, "the change could not be stored: " + Trouble.of(sql).words(), sql);
      case RuntimeException other -> other;
      case Error error -> throw error;
      default -> KernelException.unavailable("the change could not be stored", cause);
    };
  }

  /** The writer goes last: it is the one that folds the write-ahead log into the database. */
  @Override
  public void close() {
    for (Statements reading : readers) {
      try {
        reading.close();
      } catch (SQLException e) {
        System.getLogger("reeve.store").log(System.Logger.Level.WARNING, "a database connection did not close", e);
      }
    }
    try {
      writer.close();
    } catch (SQLException e) {
      System.getLogger("reeve.store").log(System.Logger.Level.WARNING, "the database did not close cleanly", e);
    }
  }
}
