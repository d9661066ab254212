package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.authority.Scope;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which principal a connection of the main socket is: by the key it has proved, or by its peer's user or primary group. Pure; nothing
 * falls back to a default.
 */
final class Identities {

  private Identities() {}

  /** As the other, on a connection that has proved no key. */
  static Caller resolve(Policy policy, @Nullable Peer peer, @Nullable String as) {
    return resolve(policy, peer, as, null);
  }

  /**
   * Maps a connection to the principal whose key it has proved, or else to the one that lists its peer's uid or gid.
   *
   * @param as the name it asks for; null: it does not say
   * @param proved the session of the key it has proved; null where none
   * @throws KernelException UNAUTHENTICATED when it asks for a name it is not entitled to, several fit and it names none, or the key it
   *     has proved is nobody's any more
   */
  static Caller resolve(Policy policy, @Nullable Peer peer, @Nullable String as, @Nullable Session proved) {
    if (peer == null || peer.nobody()) {
      return Caller.anonymous(List.of());
    }
    List<Profile> fitting = fitting(policy, peer);
    List<String> names = names(policy, peer);
    if (proved != null && (as == null || as.equalsIgnoreCase(proved.name()))) {
      Caller holder = keyed(policy, proved.principal(), String.valueOf(proved.keyId()), names);
      if (holder == null) {
        throw unauthenticated("the key that this connection has proved is no longer registered");
      }
      return holder;
    }
    if (as != null) {
      return fitting.stream()
          .filter(profile -> profile.name().equalsIgnoreCase(as))
          .findFirst()
          .map(profile -> caller(profile, names))
          .orElseThrow(() -> unauthenticated("user id " + peer.uid() + " may not act as '" + as + "'"));
    }
    return switch (fitting.size()) {
      case 0 -> Caller.anonymous(names);
      case 1 -> caller(fitting.getFirst(), names);
      default -> throw unauthenticated("user id " + peer.uid() + " fits several principals: say which of " + names);
    };
  }

  /** Who holds the key of a principal, within what the key is limited to now; null when the principal has no such key. */
  static @Nullable Caller keyed(Policy policy, UUID principal, String keyId, List<String> entitled) {
    Profile profile = policy.profile(principal);
    RegisteredKey key = profile == null ? null : profile.key(keyId);
    if (profile == null || key == null) {
      return null;
    }
    List<Scope> scopes = key.limit().full() ? List.of() : List.of(key.limit().scope(keyId));
    return new Caller(profile.id(), profile.name(), "key", null, scopes, entitled, keyId);
  }

  /** The same caller within what its key is limited to now. */
  static Caller renewed(Policy policy, Caller caller) {
    Caller now = caller.keyId() == null ? null : keyed(policy, caller.id(), caller.keyId(), caller.entitled());
    return now == null ? caller : now;
  }

  /** Names of the principals that list the peer's user or group. */
  static List<String> names(Policy policy, Peer peer) {
    return fitting(policy, peer).stream().map(Profile::name).toList();
  }

  /** Whether a principal lists the peer's user or group. */
  static boolean lists(Policy policy, Peer peer, UUID principal) {
    return fitting(policy, peer).stream().anyMatch(profile -> profile.id().equals(principal));
  }

  private static List<Profile> fitting(Policy policy, Peer peer) {
    return Stream.concat(policy.byUid(peer.uid()).stream(), policy.byGid(peer.gid()).stream()).distinct().toList();
  }

  private static Caller caller(Profile profile, List<String> entitled) {
    return new Caller(profile.id(), profile.name(), "unix-peer", null, List.of(), entitled);
  }

  private static KernelException unauthenticated(String message) {
    return new KernelException(ErrorCode.ERROR_CODE_UNAUTHENTICATED, message);
  }
}
