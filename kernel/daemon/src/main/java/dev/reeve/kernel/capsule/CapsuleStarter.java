package dev.reeve.kernel.capsule;

import dev.reeve.capsule.Capsule;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Health;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Brings a checked capsule to READY inside this process, and ends it. */
final class CapsuleStarter {

  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Duration HEALTH = Duration.ofSeconds(1);

  private final CapsulePlugins plugins = new CapsulePlugins();
  private final GuestCalls calls;
  private final Supplier<Policy> policies;
  private final Sandbox sandbox;
  private final List<Path> masked;
  private final Clock clock;

  /**
   * Makes a starter.
   *
   * @param masked what no capsule may read
   */
  CapsuleStarter(GuestCalls calls, Supplier<Policy> policies, Sandbox sandbox, List<Path> masked, Clock clock) {
    this.calls = calls;
    this.policies = policies;
    this.sandbox = sandbox;
    this.masked = masked;
    this.clock = clock;
  }

  /** What a start gave. */
  record Started(Capsule entry, Contributions contributions) {}

  /**
   * Loads and starts a capsule; nothing of it stays when this throws.
   *
   * @param stored where its checked copy lies
   */
  Started start(CapsuleCheck.Passed checked, Path stored) {
    CapsuleManifest manifest = checked.manifest();
    HostRights rights = new HostRights(manifest.name(), manifest.permissions(), policies, clock);
    GuestContext context =
        new GuestContext(
            manifest, checked.schemas(), new HostFileAccess(rights, masked), new HostProcessAccess(rights, sandbox), clock, calls);
    try {
      Capsule entry = calls.call(manifest.name(), START, () -> plugins.load(stored, manifest, checked.archive()));
      calls.call(
          manifest.name(),
          START,
          () -> {
            entry.start(context);
            return true;
          });
      Contributions contributions = context.seal();
      Health health = calls.call(manifest.name(), HEALTH, entry::health);
      if (!health.healthy()) {
        throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "it is not healthy: " + health.detail());
      }
      return new Started(entry, contributions);
    } catch (CapsuleException e) {
      plugins.unload(manifest.name());
      throw Refusal.START.because(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      plugins.unload(manifest.name());
      throw e;
    }
  }

  /** Stops a capsule and forgets its classes. */
  void stop(String name, Capsule entry) {
    try {
      calls.call(
          name,
          STOP,
          () -> {
            entry.stop();
            return true;
          });
    } catch (CapsuleException e) {
      System.getLogger("reeve.capsule").log(System.Logger.Level.WARNING, "capsule {0} did not stop cleanly: {1}", name, e.getMessage());
    } finally {
      plugins.unload(name);
    }
  }
}
