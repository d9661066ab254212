package dev.reeve.kernel.store;

import dev.reeve.kernel.fault.KernelException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The embedded database: one writer thread that commits many waiting changes in one transaction, readers on their own connections.
 * A change that {@link #write} answered is durable, and so are its audit records.
 */
public final class Store implements AutoCloseable {

  /** A change of rows; throwing undoes it alone. */
  @FunctionalInterface
  public interface Change<T extends @Nullable Object> {
    T apply(Transaction transaction) throws SQLException;
  }

  /** Takes committed audit records to the chain; the future completes when they are durable there. */
  @FunctionalInterface
  public interface Delivery {
    CompletableFuture<?> deliver(List<Transaction.OutboxRow> rows);
  }

  private record Waiting(Change<? extends @Nullable Object> change, CompletableFuture<@Nullable Object> answer) {}

  /** A change that was applied, or why it was undone; answered once the batch is committed, so that nobody acts on what others do not see yet. */
  private record Done(Waiting waiting, @Nullable Object value, List<Transaction.OutboxRow> outbox, @Nullable Throwable error) {}

  private static final int MAX_WAITING = 4096;
  private static final int MAX_BATCH = 256;
  private static final int READERS = 4;

  private final Connection writing;
  private final BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread writer;
  private volatile @Nullable Delivery delivery;
  private volatile boolean closed;
  private volatile @Nullable String failure;

  private Store(Connection writing) {
    this.writing = writing;
    this.writer = Thread.ofPlatform().name("store-writer").unstarted(this::writeUntilClosed);
  }

  /** Opens or creates the database and brings it to this kernel's schema; a newer schema is refused. */
  public static Store open(Path file) throws SQLException {
    Store store = new Store(Database.connect(file));
    try {
      Migrations.apply(store.writing);
      for (int i = 0; i < READERS; i++) {
        store.readers.add(Database.connectReadOnly(file));
      }
    } catch (SQLException e) {
      store.closeConnections();
      throw e;
    }
    store.writer.start();
    return store;
  }

  /** Names the audit chain; changes with audit records before that are refused. */
  public void deliverTo(Delivery audit) {
    this.delivery = audit;
  }

  /** Makes a change durable; blocks until it is. */
  public <T extends @Nullable Object> T write(Change<T> change) {
    return await(submit(change));
  }

  /**
   * Hands a change to the writer; the future completes when it is durable, or with what {@link #await} makes a refusal of.
   *
   * @throws KernelException UNAVAILABLE when no change is taken
   */
  public <T extends @Nullable Object> CompletableFuture<T> submit(Change<T> change) {
    CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
    if (closed || failure != null) {
      throw KernelException.unavailable("the store takes no changes" + (failure == null ? "" : ": " + failure), new IllegalStateException());
    }
    if (!queue.offer(new Waiting(change, answer))) {
      throw KernelException.unavailable("too many changes are waiting to be stored", new IllegalStateException());
    }
    if (closed && answer.completeExceptionally(new IllegalStateException("closed"))) {
      throw KernelException.unavailable("the store is closed", new IllegalStateException());
    }
    @SuppressWarnings("unchecked")
    CompletableFuture<T> typed = (CompletableFuture<T>) answer;
    return typed;
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
    Connection connection = null;
    try {
      connection = readers.take();
      return Rows.list(connection, sql, mapping, parameters);
    } catch (SQLException e) {
      throw KernelException.unavailable("the store cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KernelException.unavailable("interrupted while reading the store", e);
    } finally {
      if (connection != null) {
        readers.add(connection);
      }
    }
  }

  /** Why changes are refused; null while they are taken. */
  public @Nullable String failure() {
    return failure;
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

  private void writeUntilClosed() {
    List<Waiting> batch = new ArrayList<>();
    List<String> delivered = new ArrayList<>();
    while (!closed || !queue.isEmpty()) {
      try {
        batch.add(queue.take());
        queue.drainTo(batch, MAX_BATCH - 1);
        commit(batch, delivered);
      } catch (InterruptedException e) {
        System.getLogger("reeve.store").log(System.Logger.Level.DEBUG, "woken to close");
      } finally {
        batch.clear();
      }
    }
  }

  private void commit(List<Waiting> batch, List<String> delivered) {
    List<Done> done = new ArrayList<>(batch.size());
    try {
      List<String> clearing;
      synchronized (delivered) {
        clearing = List.copyOf(delivered);
      }
      Transaction cleaning = new Transaction(writing);
      for (String id : clearing) {
        cleaning.update("DELETE FROM audit_outbox WHERE id = ?", id);
      }
      for (Waiting waiting : batch) {
        applyOne(waiting, done);
      }
      writing.commit();
      synchronized (delivered) {
        delivered.removeAll(clearing);
      }
    } catch (SQLException e) {
      failure = "a commit failed: " + e.getMessage();
      rollback();
      batch.forEach(waiting -> waiting.answer().completeExceptionally(e));
      return;
    }
    for (Done one : done) {
      if (one.error() != null) {
        one.waiting().answer().completeExceptionally(one.error());
      } else if (one.outbox().isEmpty()) {
        one.waiting().answer().complete(one.value());
      } else {
        deliver(one, delivered);
      }
    }
  }

  private void applyOne(Waiting waiting, List<Done> done) throws SQLException {
    Savepoint savepoint = writing.setSavepoint();
    Transaction transaction = new Transaction(writing);
    try {
      Object value = waiting.change().apply(transaction);
      if (!transaction.outbox().isEmpty() && delivery == null) {
        throw new SQLException("no audit chain is open");
      }
      writing.releaseSavepoint(savepoint);
      done.add(new Done(waiting, value, transaction.outbox(), null));
    } catch (SQLException | RuntimeException | Error e) {
      writing.rollback(savepoint);
      writing.releaseSavepoint(savepoint);
      done.add(new Done(waiting, null, List.of(), e));
    }
  }

  private void deliver(Done one, List<String> delivered) {
    Delivery chain = delivery;
    if (chain == null) {
      throw new IllegalStateException("checked when the change was applied");
    }
    CompletableFuture<?> delivery;
    try {
      delivery = chain.deliver(one.outbox());
    } catch (RuntimeException e) {
      delivery = CompletableFuture.failedFuture(e);
    }
    var unused =
        delivery
            .whenComplete(
                (ok, error) -> {
                  if (error != null) {
                    one.waiting().answer().completeExceptionally(error);
                    return;
                  }
                  synchronized (delivered) {
                    one.outbox().forEach(row -> delivered.add(row.id()));
                  }
                  one.waiting().answer().complete(one.value());
                });
  }

  private void rollback() {
    try {
      writing.rollback();
    } catch (SQLException e) {
      failure = failure + "; and its undoing failed: " + e.getMessage();
    }
  }

  private static RuntimeException rethrow(Throwable cause) {
    return switch (cause) {
      case KernelException known -> known;
      case SQLException sql -> KernelException.unavailable("the change could not be stored", sql);
      case RuntimeException other -> other;
      case Error error -> throw error;
      default -> KernelException.unavailable("the change could not be stored", cause);
    };
  }

  @Override
  public void close() {
    closed = true;
    writer.interrupt();
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queue.forEach(waiting -> waiting.answer().completeExceptionally(new IllegalStateException("closed")));
    closeConnections();
  }

  private void closeConnections() {
    List<Connection> all = new ArrayList<>(readers);
    all.add(writing);
    for (Connection connection : all) {
      try {
        connection.close();
      } catch (SQLException e) {
        System.getLogger("reeve.store").log(System.Logger.Level.WARNING, "a database connection did not close", e);
      }
    }
  }
}
