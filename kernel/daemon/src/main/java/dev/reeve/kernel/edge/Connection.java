package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An accepted connection of the main socket: who stands at its other end, the sessions on it, and the key it has proved. */
final class Connection {

  /** Time for what was said last to get out. */
  private static final Duration LAST_WORDS = Duration.ofMillis(100);

  /** Time for calls in flight to answer. */
  private static final Duration LAST_CALLS = Duration.ofSeconds(2);

  private final Peer peer;
  private final String program;
  private final Consumer<Duration> closeAfter;
  private final Map<Holder, Session> sessions = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile @Nullable Session proved;
  private volatile boolean ending;

  /** Who a session is of, by which key. */
  private record Holder(UUID principal, @Nullable String keyId) {}

  /**
   * Begins without sessions.
   *
   * @param program at the other end; empty where it could not be read
   * @param closeAfter closes the connection once the time is up; may be called more than once
   */
  Connection(Peer peer, String program, Consumer<Duration> closeAfter) {
    this.peer = peer;
    this.program = program;
    this.closeAfter = closeAfter;
  }

  Peer peer() {
    return peer;
  }

  String program() {
    return program;
  }

  /** The session whose key this connection has proved; null where none. */
  @Nullable Session proved() {
    return proved;
  }

  List<Session> sessions() {
    return List.copyOf(sessions.values());
  }

  /**
   * The session of a caller on this connection, made with its first call.
   *
   * @throws KernelException UNAUTHENTICATED when the connection is being closed, or the key's session is over
   */
  synchronized Session of(Caller caller, Instant now) {
    refuseEnding();
    Holder holder = new Holder(caller.id(), caller.keyId());
    Session known = sessions.get(holder);
    if (known != null) {
      return known;
    }
    if (caller.keyId() != null) {
      throw over();
    }
    Session made = new Session(this, caller, now, reason -> {});
    sessions.put(holder, made);
    return made;
  }

  /**
   * Opens the session of a proved key: from here on the connection's calls are its principal's.
   *
   * @throws KernelException FAILED_PRECONDITION when there is one already; UNAUTHENTICATED when the connection is being closed
   */
  synchronized Session prove(Caller caller, Instant now, Consumer<KernelException> onEnd) {
    refuseEnding();
    if (proved != null) {
      throw KernelException.state("this connection has proved a key already; end that session first");
    }
    Session made = new Session(this, caller, now, onEnd);
    sessions.put(new Holder(caller.id(), caller.keyId()), made);
    proved = made;
    return made;
  }

  /**
   * Takes a session off that has ended.
   *
   * @param closing whether the connection ends with it when it was the last one or its key's; else the connection stays
   */
  synchronized void remove(Session session, boolean closing) {
    sessions.remove(new Holder(session.principal(), session.keyId()), session);
    if (proved == session) {
      proved = null;
    }
    if (closing && !ending && (session.keyId() != null || sessions.isEmpty())) {
      ending = true;
      closeAfter.accept(calls.get() == 0 ? LAST_WORDS : LAST_CALLS);
    }
  }

  /** A call of one of its sessions began. */
  void began() {
    calls.incrementAndGet();
  }

  /** A call that began is over. */
  void finished() {
    if (calls.decrementAndGet() == 0 && ending) {
      closeAfter.accept(LAST_WORDS);
    }
  }

  private void refuseEnding() {
    if (ending) {
      throw over();
    }
  }

  private static KernelException over() {
    return new KernelException(ErrorCode.ERROR_CODE_UNAUTHENTICATED, "the session of this connection has ended; connect again");
  }
}
