package dev.reeve.kernel.capsule;

import dev.reeve.capsule.Capsule;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Health;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.host.Host;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Brings a checked capsule to READY inside this process, asks for its health, and ends it. */
final class CapsuleStarter {

  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Duration HEALTH = Duration.ofSeconds(1);
  private static final int MAX_DETAIL = 500;

  private final Semaphore places = new Semaphore(GuestCalls.IN_ALL);
  private final ScheduledThreadPoolExecutor due = GuestTimers.clock();
  private final Host host;
  private final Duration startDeadline;

  CapsuleStarter(Host host) {
    this(host, START);
  }

  CapsuleStarter(Host host, Duration startDeadline) {
    this.host = host;
    this.startDeadline = startDeadline;
  }

  /**
   * Loads and starts a capsule; nothing of it stays when this throws.
   *
   * @param stored where its checked copy lies
   * @param figures what counts its calls
   * @throws KernelException CAPSULE_REFUSED
   */
  RunningCapsule start(CapsuleCheck.Passed checked, Path stored, ContributionFigures figures) {
    CapsuleManifest manifest = checked.manifest();
    GuestLog log = new GuestLog(System.getLogger("reeve.capsule." + manifest.name()), System::nanoTime);
    GuestCalls calls = new GuestCalls(manifest.name(), places, figures.left(), log);
    Guest guest = new Guest(manifest.name(), calls, figures, new GuestTimers(manifest.name(), calls, due));
    GuestContext context = new GuestContext(manifest, checked.schemas(), host.services(manifest.name(), manifest.permissions()), guest, log);
    CapsulePlugins plugins = new CapsulePlugins();
    Capsule entry;
    try {
      entry = calls.control(startDeadline, () -> plugins.load(stored, manifest, checked.archive()));
    } catch (CapsuleException e) {
      calls.end();
      throw refusal(e);
    }
    try {
      return new RunningCapsule(manifest, entry, started(guest, entry, context), guest, plugins);
    } catch (CapsuleException | RuntimeException e) {
      forget(manifest.name(), plugins, calls);
      throw e instanceof CapsuleException known ? refusal(known) : (RuntimeException) e;
    }
  }

  private Contributions started(Guest guest, Capsule entry, GuestContext context) throws CapsuleException {
    GuestCalls calls = guest.calls();
    try {
      boolean unused =
          calls.control(
              startDeadline,
              () -> {
                entry.start(context);
                return true;
              });
    } catch (CapsuleException | RuntimeException e) {
      guest.timers().end();
      throw e;
    }
    try {
      Contributions contributions = context.seal();
      String illness = illness(calls, entry);
      if (!illness.isEmpty()) {
        throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "it is not healthy: " + illness);
      }
      return contributions;
    } catch (CapsuleException | RuntimeException e) {
      end(guest, entry);
      throw e;
    }
  }

  /** What is wrong with it by its own word; empty when nothing is. */
  String illness(RunningCapsule running) {
    return illness(running.guest().calls(), running.entry());
  }

  private static String illness(GuestCalls calls, Capsule entry) {
    try {
      return calls.control(HEALTH, () -> words(entry.health()));
    } catch (CapsuleException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String words(@Nullable Health health) {
    if (health == null) {
      return "it does not say";
    }
    @Nullable String detail = health.detail();
    if (health.healthy()) {
      return "";
    }
    String said = detail == null || detail.isBlank() ? "it does not say why" : detail.replaceAll("\\p{Cntrl}", " ");
    return said.length() <= MAX_DETAIL ? said : said.substring(0, MAX_DETAIL) + "…";
  }

  private static KernelException refusal(CapsuleException e) {
    return Refusal.START.because(e.getMessage() + (e instanceof GuestCalls.BrokenException broken ? ": " + broken.what() : ""));
  }

  /** Stops a capsule and forgets its classes. */
  void stop(RunningCapsule running) {
    end(running.guest(), running.entry());
    forget(running.manifest().name(), running.plugins(), running.guest().calls());
  }

  private static void forget(String name, CapsulePlugins plugins, GuestCalls calls) {
    plugins.unload(name);
    calls.end();
  }

  private static void end(Guest guest, Capsule entry) {
    guest.timers().end();
    try {
      boolean unused =
          guest.calls().control(
              STOP,
              () -> {
                entry.stop();
                return true;
              });
    } catch (CapsuleException e) {
      System.getLogger("reeve.capsule").log(System.Logger.Level.WARNING, "capsule {0} did not stop cleanly: {1}", guest.name(), e.getMessage());
    }
  }
}
