package dev.reeve.kernel.capsule;

import dev.reeve.capsule.Capsule;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Health;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.host.Host;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Brings a checked capsule to READY inside this process, and ends it. */
final class CapsuleStarter {

  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Duration HEALTH = Duration.ofSeconds(1);

  /** Those that run, each with a PF4J of its own: a capsule that hangs while it loads holds up no other. */
  private final Map<String, CapsulePlugins> plugins = new ConcurrentHashMap<>();
  private final GuestCalls calls;
  private final Host host;
  private final Duration startDeadline;

  CapsuleStarter(GuestCalls calls, Host host) {
    this(calls, host, START);
  }

  CapsuleStarter(GuestCalls calls, Host host, Duration startDeadline) {
    this.startDeadline = startDeadline;
    this.calls = calls;
    this.host = host;
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
    GuestContext context = new GuestContext(manifest, checked.schemas(), host.services(manifest.name(), manifest.permissions()), calls);
    CapsulePlugins own = new CapsulePlugins();
    Capsule entry;
    try {
      entry = calls.call(manifest.name(), startDeadline, () -> own.load(stored, manifest, checked.archive()));
    } catch (CapsuleException e) {
      throw refusal(e);
    }
    try {
      Contributions contributions = started(manifest.name(), entry, context);
      plugins.put(manifest.name(), own);
      return new Started(entry, contributions);
    } catch (CapsuleException e) {
      own.unload(manifest.name());
      throw refusal(e);
    } catch (RuntimeException e) {
      own.unload(manifest.name());
      throw e;
    }
  }

  private Contributions started(String name, Capsule entry, GuestContext context) throws CapsuleException {
    calls.call(
        name,
        startDeadline,
        () -> {
          entry.start(context);
          return true;
        });
    try {
      Contributions contributions = context.seal();
      @Nullable Health health = calls.<@Nullable Health>call(name, HEALTH, entry::health);
      if (health == null || !health.healthy()) {
        String detail = health == null ? "it does not say" : health.detail();
        throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "it is not healthy: " + detail);
      }
      return contributions;
    } catch (CapsuleException | RuntimeException e) {
      end(name, entry);
      throw e;
    }
  }

  private static KernelException refusal(CapsuleException e) {
    return Refusal.START.because(e.getMessage() + (e instanceof GuestCalls.BrokenException broken ? ": " + broken.what() : ""));
  }

  /** Stops a capsule and forgets its classes. */
  void stop(String name, Capsule entry) {
    end(name, entry);
    CapsulePlugins own = plugins.remove(name);
    if (own != null) {
      own.unload(name);
    }
  }

  private void end(String name, Capsule entry) {
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
    }
  }
}
