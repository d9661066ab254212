package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which principal a peer of the main socket is, by its user or its primary group. Pure; nothing falls back to a default. */
final class Identities {

  private Identities() {}

  /**
   * Maps a peer to the principal that lists its uid or gid.
   *
   * @param as the name it asks for; null: it does not say
   * @throws KernelException UNAUTHENTICATED when it asks for a name it is not entitled to, or several fit and it names none
   */
  static Caller resolve(Policy policy, @Nullable Peer peer, @Nullable String as) {
    if (peer == null || peer.nobody()) {
      return Caller.anonymous(List.of());
    }
    List<Profile> fitting = Stream.concat(policy.byUid(peer.uid()).stream(), policy.byGid(peer.gid()).stream()).distinct().toList();
    List<String> names = fitting.stream().map(Profile::name).toList();
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

  private static Caller caller(Profile profile, List<String> entitled) {
    return new Caller(profile.id(), profile.name(), "unix-peer", null, List.of(), entitled);
  }

  private static KernelException unauthenticated(String message) {
    return new KernelException(ErrorCode.ERROR_CODE_UNAUTHENTICATED, message);
  }
}
