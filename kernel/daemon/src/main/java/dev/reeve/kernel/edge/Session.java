package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A principal on a connection, by one proof. It ends once, for one reason. */
final class Session {

  private final String id = Ids.nextText();
  private final Connection connection;
  private final UUID principal;
  private final String name;
  private final String proof;
  private final @Nullable String keyId;
  private final Instant since;
  private final Consumer<KernelException> onEnd;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicLong total = new AtomicLong();
  private final AtomicReference<@Nullable KernelException> ended = new AtomicReference<>();
  private volatile Instant lastCall;

  /**
   * Begins a session.
   *
   * @param onEnd told the reason when it is ended from here, not by its holder
   */
  Session(Connection connection, Caller caller, Instant since, Consumer<KernelException> onEnd) {
    this.connection = connection;
    this.principal = caller.id();
    this.name = caller.name();
    this.proof = caller.proof();
    this.keyId = caller.keyId();
    this.since = since;
    this.lastCall = since;
    this.onEnd = onEnd;
  }

  /** UUIDv7. */
  String id() {
    return id;
  }

  Connection connection() {
    return connection;
  }

  UUID principal() {
    return principal;
  }

  String name() {
    return name;
  }

  /** {@code unix-peer} or {@code key}. */
  String proof() {
    return proof;
  }

  /** The key that proved it; null where none did. */
  @Nullable String keyId() {
    return keyId;
  }

  Instant since() {
    return since;
  }

  Instant lastCall() {
    return lastCall;
  }

  /** Calls being served. */
  int calls() {
    return calls.get();
  }

  /** Calls that began. */
  long totalCalls() {
    return total.get();
  }

  /** A call began. */
  void began(Instant now) {
    lastCall = now;
    total.incrementAndGet();
    calls.incrementAndGet();
    connection.began();
  }

  /** A call that began is over. */
  void over() {
    calls.decrementAndGet();
    connection.finished();
  }

  /** Why it ended; null while it lives. */
  @Nullable KernelException ended() {
    return ended.get();
  }

  /** Ends it; false where it had ended. */
  boolean end(KernelException reason) {
    return ended.compareAndSet(null, reason);
  }

  /** Tells whoever holds it open. */
  void tell(KernelException reason) {
    onEnd.accept(reason);
  }
}
