package dev.reeve.kernel.capsule;

import dev.reeve.capsule.Capsule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A capsule that is installed, and what became of it in this process.
 *
 * @param manifest null when its bytes could not be read or no longer pass the checks
 * @param reason why it is not READY; empty when it is
 */
public record InstalledCapsule(
    Pinned pin, @Nullable CapsuleManifest manifest, State state, String reason, @Nullable Capsule entry, Contributions contributions) {

  /** Where a capsule is in its life. */
  public enum State {
    STARTING,
    READY,
    DRAINING,
    STOPPED,
    FAILED
  }

  /** Nothing brought. */
  static final Contributions NOTHING = new Contributions(Map.of(), Map.of(), Map.of());

  /** What its pin says, for those outside this package. */
  public record Pinned(
      String name, String version, String digest, String publisher, String key, List<String> permissions, java.time.Instant installedAt) {

    static Pinned of(CapsuleLock.Pin pin) {
      return new Pinned(pin.name(), pin.version(), pin.digest(), pin.publisher(), pin.key(), pin.permissions(), pin.installedAt());
    }
  }

  InstalledCapsule entering(State next, String why) {
    return new InstalledCapsule(pin, manifest, next, why, entry, contributions);
  }

  static InstalledCapsule failed(CapsuleLock.Pin pin, String why) {
    return new InstalledCapsule(Pinned.of(pin), null, State.FAILED, why, null, NOTHING);
  }
}
