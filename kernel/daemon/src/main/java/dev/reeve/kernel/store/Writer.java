package dev.reeve.kernel.store;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Store.Change;
import dev.reeve.kernel.store.Store.Delivery;
import dev.reeve.kernel.store.Transaction.OutboxRow;
import java.io.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one way the database is changed, by one thread at a time: a caller that finds nobody before it changes it itself, whoever comes
 * meanwhile waits for a thread that commits all of them in one transaction. A change that fails undoes itself alone, a transaction that
 * fails undoes all of it. Answers are given once the batch is committed, so that nobody acts on what others do not see.
 */
final class Writer {

  private static final int MAX_WAITING = 4096;
  private static final int MAX_BATCH = 256;
  private static final int MAX_CLEARED = 1024;
  private static final String PUT = "INSERT INTO kernel(name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

  /**
   * A change that was handed over.
   *
   * @param stored completes once it is durable, its audit records in the outbox with it
   * @param audited completes once the chain has those, too
   */
  private record Waiting(
      Change<? extends @Nullable Object> change,
      CompletableFuture<@Nullable Object> stored,
      CompletableFuture<@Nullable Object> audited,
      boolean urgent,
      @Nullable Effect effect) {

    /** Nothing of it is stored; answers whether nobody was told anything before. */
    boolean refuse(Throwable why) {
      boolean first = stored.completeExceptionally(why);
      return audited.completeExceptionally(why) && first;
    }
  }

  /** A change that was applied, or why it was undone. */
  private record Done(Waiting waiting, @Nullable Object value, List<OutboxRow> outbox, Set<String> touched, @Nullable Throwable error) {}

  /** Thrown when one of several changes failed that were not made so that each can be undone alone. */
  private static final class OneOfManyException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    OneOfManyException(Throwable cause) {
      super(cause);
    }
  }

  private final Statements writing;
  private final DiskReserve reserve;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_WAITING);
  /** Changes that were handed over and are not answered. */
  private final AtomicInteger pending = new AtomicInteger();
  /** Held by the thread that changes the database. */
  private final ReentrantLock turn = new ReentrantLock();
  private final Queue<String> delivered = new ConcurrentLinkedQueue<>();
  private final Queue<String> closedEffects = new ConcurrentLinkedQueue<>();
  private final Thread thread = Thread.ofPlatform().name("store-writer").unstarted(this::writeUntilClosed);
  private final ConcurrentMap<String, Long> touches = new ConcurrentHashMap<>();
  private volatile @Nullable Delivery delivery;
  private volatile boolean closed;
  private volatile @Nullable Trouble trouble;
  private String mark = "";
  private String lastOutbox;

  Writer(Connection connection, DiskReserve reserve, String lastOutbox) {
    this.writing = new Statements(connection);
    this.reserve = reserve;
    this.lastOutbox = lastOutbox;
  }

  void start() {
    thread.start();
  }

  void deliverTo(Delivery audit) {
    delivery = audit;
  }

  /** Why changes are refused, or the last one was; null while they are taken. */
  @Nullable String failure() {
    Trouble now = trouble;
    return now == null ? null : now.words();
  }

  long touched(String what) {
    return touches.getOrDefault(what, 0L);
  }

  /** The outcome of an effect is recorded: its row may go. */
  void effectClosed(String id) {
    closedEffects.add(id);
  }

  /** Hands a change over. */
  Store.Submitted<@Nullable Object> submit(Change<? extends @Nullable Object> change) {
    Waiting waiting = waiting(change);
    enqueue(waiting);
    return new Store.Submitted<>(waiting.stored(), waiting.audited());
  }

  /** Makes a change on this thread where nobody is before it, and hands it over otherwise. */
  Store.Submitted<@Nullable Object> write(Change<? extends @Nullable Object> change) {
    if (turn.isHeldByCurrentThread()) {
      throw new IllegalStateException("a change within a change");
    }
    Waiting waiting = waiting(change);
    if (pending.get() == 0 && turn.tryLock()) {
      try {
        if (closed) {
          throw closed();
        }
        commit(List.of(waiting));
      } finally {
        turn.unlock();
      }
    } else {
      enqueue(waiting);
    }
    return new Store.Submitted<>(waiting.stored(), waiting.audited());
  }

  private Waiting waiting(Change<? extends @Nullable Object> change) {
    reserve.require();
    Trouble now = trouble;
    if (closed || (now != null && now.lasting())) {
      throw KernelException.unavailable("the store takes no changes" + (now == null ? "" : ": " + now.words()), new IllegalStateException());
    }
    Effect effect = Effect.CURRENT.isBound() ? Effect.CURRENT.get() : null;
    return new Waiting(change, new CompletableFuture<>(), new CompletableFuture<>(), DiskReserve.urgent(), effect);
  }

  private void enqueue(Waiting waiting) {
    pending.incrementAndGet();
    if (!queue.offer(waiting)) {
      pending.decrementAndGet();
      throw KernelException.unavailable("too many changes are waiting to be stored", new IllegalStateException());
    }
    if (closed && !thread.isAlive() && waiting.refuse(new IllegalStateException("closed"))) {
      throw closed();
    }
  }

  private static KernelException closed() {
    return KernelException.unavailable("the store is closed", new IllegalStateException());
  }

  private void writeUntilClosed() {
    while (!closed || !queue.isEmpty()) {
      try {
        commit(queue.take());
      } catch (InterruptedException e) {
        System.getLogger("reeve.store").log(System.Logger.Level.DEBUG, "woken to close");
      }
    }
  }

  private void commit(Waiting first) {
    List<Waiting> batch = new ArrayList<>();
    batch.add(first);
    turn.lock();
    try {
      queue.drainTo(batch, MAX_BATCH - 1);
      commit(batch);
    } finally {
      turn.unlock();
      pending.addAndGet(-batch.size());
    }
  }

  /** What fails for want of space is tried again without what is not urgent, as long as something is kept for it. */
  private void commit(List<Waiting> batch) {
    List<Waiting> left = List.copyOf(batch);
    while (true) {
      SQLException failure = attempt(left);
      if (failure == null) {
        return;
      }
      boolean space = reserve.noticed(failure);
      List<Waiting> urgent = space ? left.stream().filter(Waiting::urgent).toList() : List.of();
      boolean again = !urgent.isEmpty() && reserve.release();
      Throwable said = space ? DiskReserve.refusal() : failure;
      left.stream().filter(waiting -> !again || !waiting.urgent()).forEach(waiting -> waiting.refuse(said));
      if (!again) {
        return;
      }
      left = urgent;
    }
  }

  /**
   * Commits a batch and answers it; answers why it was undone, where it was. Where one of several fails, all are made again, each so that it
   * can be undone alone: that costs two statements more for each.
   */
  private @Nullable SQLException attempt(List<Waiting> batch) {
    try {
      return attempt(batch, false);
    } catch (OneOfManyException e) {
      return again(batch);
    }
  }

  private @Nullable SQLException again(List<Waiting> batch) {
    try {
      writing.connection().rollback();
    } catch (SQLException e) {
      undo(e);
      return e;
    }
    try {
      return attempt(batch, true);
    } catch (OneOfManyException e) {
      throw new IllegalStateException("each could be undone alone", e);
    }
  }

  private @Nullable SQLException attempt(List<Waiting> batch, boolean apart) throws OneOfManyException {
    Trouble before = trouble;
    if (before != null && before.lasting()) {
      return new SQLException(before.words());
    }
    List<Done> done = new ArrayList<>(batch.size());
    try {
      int cleared = clear(delivered, "DELETE FROM audit_outbox WHERE id IN (SELECT value FROM json_each(?))", batch.isEmpty());
      int closing = clear(closedEffects, "DELETE FROM effects WHERE id IN (SELECT value FROM json_each(?))", batch.isEmpty());
      for (Waiting waiting : batch) {
        applyOne(waiting, batch.size() == 1, apart, done);
      }
      note(done);
      Failpoint.STORE_COMMIT_BEFORE.reached();
      writing.connection().commit();
      Failpoint.STORE_COMMIT_AFTER.reached();
      boolean clearingUndone = batch.size() == 1 && done.getFirst().error() != null;
      drop(delivered, clearingUndone ? 0 : cleared);
      drop(closedEffects, clearingUndone ? 0 : closing);
    } catch (SQLException e) {
      undo(e);
      return e;
    } catch (RuntimeException | Error e) {
      SQLException failed = new SQLException(e);
      undo(failed);
      return failed;
    }
    trouble = null;
    done.forEach(one -> one.touched().forEach(what -> touches.merge(what, 1L, Long::sum)));
    done.forEach(this::answer);
    return null;
  }

  /** Takes the first of a queue's ids out of their table and answers how many; the queue keeps them until that is committed. */
  private int clear(Queue<String> ids, String sql, boolean atTheEnd) throws SQLException {
    List<String> first = atTheEnd && trouble != null ? List.of() : ids.stream().limit(MAX_CLEARED).toList();
    if (!first.isEmpty()) {
      int unused = new Transaction(writing, null).update(sql, "[\"" + String.join("\",\"", first) + "\"]");
    }
    return first.size();
  }

  /** Ids are taken out here alone, so the first are those that were cleared. */
  private static void drop(Queue<String> ids, int cleared) {
    for (int i = 0; i < cleared; i++) {
      ids.remove();
    }
  }

  private void applyOne(Waiting waiting, boolean single, boolean apart, List<Done> done) throws SQLException, OneOfManyException {
    Transaction transaction = new Transaction(writing, waiting.effect());
    if (apart) {
      transaction.update("SAVEPOINT one");
    }
    try {
      Object value = waiting.change().apply(transaction);
      awaitIntent(waiting.effect());
      if (!transaction.outbox().isEmpty() && delivery == null) {
        throw new SQLException("no audit chain is open");
      }
      done.add(new Done(waiting, value, transaction.outbox(), transaction.touched(), null));
    } catch (SQLException | RuntimeException | Error e) {
      if (e instanceof SQLException sql && !Trouble.ofOneChange(sql)) {
        throw sql;
      }
      if (single) {
        writing.connection().rollback();
      } else if (apart) {
        transaction.update("ROLLBACK TO one");
      } else {
        throw new OneOfManyException(e);
      }
      done.add(new Done(waiting, null, List.of(), Set.of(), e));
    }
    if (apart) {
      transaction.update("RELEASE one");
    }
  }

  /** The chain waits for nothing that waits for this thread. */
  private static void awaitIntent(@Nullable Effect effect) {
    if (effect != null) {
      try {
        var unused = effect.intent().join();
      } catch (CompletionException | CancellationException e) {
        throw e.getCause() instanceof KernelException known
            ? known
            : KernelException.unavailable("this cannot be audited, so it is not done", e);
      }
    }
  }

  /** Keeps where the chain ends, and the last row that was given to it: what a chain or a database of another time would contradict. */
  private void note(List<Done> done) throws SQLException {
    Transaction own = new Transaction(writing, null);
    Delivery chain = delivery;
    String now = chain == null ? "" : chain.mark();
    if (!now.isEmpty() && !now.equals(mark)) {
      own.update(PUT, Store.MARK, now);
      mark = now;
    }
    String last = lastOutbox;
    for (Done one : done) {
      for (OutboxRow row : one.outbox()) {
        last = row.id().compareTo(last) > 0 ? row.id() : last;
      }
    }
    if (!last.equals(lastOutbox)) {
      own.update(Store.RAISE, Store.LAST_OUTBOX, last);
      lastOutbox = last;
    }
  }

  private void undo(SQLException e) {
    mark = "";
    Trouble now = Trouble.of(e);
    trouble = now;
    System.getLogger("reeve.store").log(System.Logger.Level.ERROR, "changes were undone: " + now.words(), e);
    writing.forget();
    try {
      writing.connection().rollback();
    } catch (SQLException undone) {
      begin(now, undone);
    }
  }

  /**
   * Begins the next transaction where the database ended the last one by itself: without one, each statement would be committed alone. Where
   * that fails, nothing more is taken.
   */
  private void begin(Trouble now, SQLException undone) {
    try (Statement statement = writing.connection().createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
    } catch (SQLException e) {
      e.addSuppressed(undone);
      trouble = new Trouble(now.words() + "; and its undoing failed: " + undone.getMessage(), true);
      System.getLogger("reeve.store").log(System.Logger.Level.ERROR, "no transaction could be begun", e);
    }
  }

  private void answer(Done one) {
    if (one.error() != null) {
      boolean unused = one.waiting().refuse(one.error());
      return;
    }
    one.waiting().stored().complete(one.value());
    if (one.outbox().isEmpty()) {
      one.waiting().audited().complete(one.value());
    } else {
      deliver(one);
    }
  }

  private void deliver(Done one) {
    Delivery chain = delivery;
    if (chain == null) {
      throw new IllegalStateException("checked when the change was applied");
    }
    CompletableFuture<?> delivering;
    try {
      delivering = chain.deliver(one.outbox(), one.waiting().urgent());
    } catch (RuntimeException e) {
      delivering = CompletableFuture.failedFuture(e);
    }
    var unused =
        delivering.whenComplete(
            (ok, error) -> {
              if (error != null) {
                one.waiting().audited().completeExceptionally(error);
                return;
              }
              one.outbox().forEach(row -> delivered.add(row.id()));
              one.waiting().audited().complete(one.value());
            });
  }

  /** Finishes what waits and closes the connection. */
  void close() throws SQLException {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queue.forEach(waiting -> waiting.refuse(new IllegalStateException("closed")));
    turn.lock();
    try {
      commit(List.of());
      writing.close();
    } finally {
      turn.unlock();
    }
  }
}
