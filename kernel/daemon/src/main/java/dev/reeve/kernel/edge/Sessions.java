package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who is connected. A session whose principal, proof or key the policy no longer has is ended, with its streams and their words. */
final class Sessions {

  private final Supplier<Collection<Connection>> connections;
  private final Supplier<Policy> policies;
  private final BoundedStream.Open streams;

  Sessions(Supplier<Collection<Connection>> connections, Supplier<Policy> policies, BoundedStream.Open streams) {
    this.connections = connections;
    this.policies = policies;
    this.streams = streams;
  }

  /** The live sessions, oldest first. */
  List<Session> list() {
    Policy policy = policies.get();
    return all().filter(session -> lost(policy, session) == null).sorted(Comparator.comparing(Session::id)).toList();
  }

  /** The live session of an id; null when there is none. */
  @Nullable Session find(String id) {
    return list().stream().filter(session -> session.id().equals(id)).findFirst().orElse(null);
  }

  /** How many sessions each principal has, by name. */
  Map<String, Integer> perPrincipal() {
    Map<String, Integer> counts = new TreeMap<>();
    list().forEach(session -> counts.merge(session.name(), 1, Integer::sum));
    return counts;
  }

  /**
   * Ends a session: its streams, and its connection when nobody else uses it or it was its key's.
   *
   * @return false where it had ended
   */
  boolean end(Session session, KernelException reason) {
    if (!session.end(reason)) {
      return false;
    }
    session.connection().remove(session, true);
    streams.end(session, reason);
    session.tell(reason);
    return true;
  }

  /** Ends the session of a key whose holder lets it go; the connection stays. */
  void release(Session session) {
    KernelException reason = new KernelException(ErrorCode.ERROR_CODE_UNAUTHENTICATED, "the session of the key has ended");
    if (session.end(reason)) {
      session.connection().remove(session, false);
      streams.end(session, reason);
    }
  }

  /** Ends the sessions that a policy no longer carries, and each open stream whose caller has lost the right to it. */
  void policyChanged(Policy policy) {
    all().toList().forEach(session -> recheck(policy, session));
    streams.recheck();
  }

  /** Ends a session where the policy of now no longer carries it. */
  void recheck(Session session) {
    recheck(policies.get(), session);
  }

  private void recheck(Policy policy, Session session) {
    KernelException lost = lost(policy, session);
    if (lost != null) {
      end(session, lost);
    }
  }

  private Stream<Session> all() {
    return connections.get().stream().flatMap(connection -> connection.sessions().stream());
  }

  /** Why the policy no longer carries a session; null while it does. */
  static @Nullable KernelException lost(Policy policy, Session session) {
    Profile profile = policy.profile(session.principal());
    String keyId = session.keyId();
    if (profile == null) {
      return new KernelException(ErrorCode.ERROR_CODE_UNAUTHENTICATED, "the principal of this session is gone");
    }
    if (!profile.enabled()) {
      return new KernelException(ErrorCode.ERROR_CODE_PERMISSION_DENIED, "the principal of this session was disabled");
    }
    if (keyId != null) {
      return profile.key(keyId) != null ? null : new KernelException(ErrorCode.ERROR_CODE_UNAUTHENTICATED, "the key of this session was removed");
    }
    return Identities.lists(policy, session.connection().peer(), session.principal())
        ? null
        : new KernelException(ErrorCode.ERROR_CODE_UNAUTHENTICATED, "the user of this session is no longer listed");
  }
}
