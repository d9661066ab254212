package dev.reeve.kernel.capsule;

import dev.reeve.kernel.capsule.LockedCapsules.Pin;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A capsule that is installed, and what became of it in this process.
 *
 * @param manifest null when its bytes could not be read or no longer pass the checks
 * @param reason why it is not READY, or what is wrong though it is; empty when nothing is
 * @param since when it came into this state
 * @param running null unless it serves or drains
 */
public record InstalledCapsule(
    Pinned pin, @Nullable CapsuleManifest manifest, State state, String reason, Instant since, Restarts restarts, @Nullable RunningCapsule running) {

  /** Where a capsule is in its life. */
  public enum State {
    /** Pinned, and not tried yet. */
    INSTALLED,
    STARTING,
    READY,
    /** Takes no more calls; those in flight finish. */
    DRAINING,
    /** Unloaded, or the kernel is stopping. */
    STOPPED,
    /** It did not come up or is not healthy; may be tried again by itself. */
    FAILED,
    /** It failed too often; somebody has to load it again. */
    QUARANTINED
  }

  /** What its pin says, for those outside this package. */
  public record Pinned(
      String name, String version, String digest, String publisher, String key, List<String> permissions, List<String> interceptors,
      Instant installedAt) {

    static Pinned of(Pin pin) {
      return new Pinned(
          pin.name(), pin.version(), pin.digest(), pin.publisher(), pin.key(), pin.permissions(), pin.interceptors(), pin.installedAt());
    }
  }

  public String name() {
    return pin.name();
  }

  /** How often it failed in a row. */
  public int failures() {
    return restarts.failures();
  }

  /** When it is tried again by itself; null: it is not. */
  public @Nullable Instant nextAttempt() {
    return restarts.next();
  }

  /** The version that takes calls; null when none does. */
  @Nullable RunningCapsule serving() {
    return state == State.READY ? running : null;
  }

  /** Calls and runs in flight. */
  public int inFlight() {
    return running == null ? 0 : running.guest().gate().inside();
  }

  InstalledCapsule entering(State next, String why, Instant now) {
    return new InstalledCapsule(pin, manifest, next, why, now, restarts, next == State.READY || next == State.DRAINING ? running : null);
  }

  InstalledCapsule saying(String why) {
    return new InstalledCapsule(pin, manifest, state, why, since, restarts, running);
  }

  InstalledCapsule counting(Restarts counted) {
    return new InstalledCapsule(pin, manifest, state, reason, since, counted, running);
  }

  static InstalledCapsule of(Pin pin, Instant now) {
    return new InstalledCapsule(Pinned.of(pin), null, State.INSTALLED, "", now, Restarts.NONE, null);
  }

  InstalledCapsule running(RunningCapsule started, Instant now) {
    return new InstalledCapsule(pin, started.manifest(), State.READY, "", now, new Restarts(restarts.failures(), null), started);
  }

  /** Coming up for the first time, and bringing nothing yet: not even an interceptor that would have to be asked. */
  InstalledCapsule notYet(Instant now) {
    Pinned bare =
        new Pinned(pin.name(), pin.version(), pin.digest(), pin.publisher(), pin.key(), pin.permissions(), List.of(), pin.installedAt());
    return new InstalledCapsule(bare, manifest, State.STARTING, "", now, restarts, null);
  }

  InstalledCapsule known(CapsuleManifest checked) {
    return new InstalledCapsule(pin, checked, state, reason, since, restarts, running);
  }
}
