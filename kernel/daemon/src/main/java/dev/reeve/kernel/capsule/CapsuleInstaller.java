package dev.reeve.kernel.capsule;

import dev.reeve.kernel.approval.Asking;
import dev.reeve.kernel.approval.Gate;
import dev.reeve.kernel.capsule.InstalledCapsule.State;
import dev.reeve.kernel.capsule.LockedCapsules.Pin;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Installing, replacing and removing capsules: each a transaction on the running kernel that leaves everything as before when it fails. */
final class CapsuleInstaller {

  /** How long a change waits for calls and runs of the version that goes. */
  static final Duration DRAIN = Duration.ofSeconds(30);

  private final CapsuleRegistry registry;
  private final Departures departures;
  private final Gate gate;

  /** {@code gate}: where an installation stops that somebody may have to be asked about. */
  CapsuleInstaller(CapsuleRegistry registry, Departures departures, Gate gate) {
    this.registry = registry;
    this.departures = departures;
    this.gate = gate;
  }

  /**
   * Installs a capsule or replaces the installed version of it.
   *
   * @throws KernelException CAPSULE_REFUSED naming the check; what {@link Gate#require} says of what it may do;
   *     FAILED_PRECONDITION when another version is installed and this is no upgrade; NOT_FOUND when it is one of what is not installed
   */
  InstallResult install(InstallRequest request, Consumer<InstallStep> progress) {
    Consumer<String> told = words -> progress.accept(new InstallStep.Progress(words));
    RunningCapsule former;
    InstalledCapsule installed;
    registry.open();
    try {
      CapsuleRegistry.Standing standing = registry.standing();
      CapsuleCheck.Passed passed = standing.check().fresh(request.candidate(), standing.locked(), request.allowed(), told);
      InstalledCapsule present = registry.table().find(passed.manifest().name());
      if (present != null && same(present, passed) && !request.dryRun()) {
        told.accept("it is installed already");
        return new InstallResult(present, null);
      }
      fits(request, passed, present);
      PermissionReview review =
          PermissionReview.of(passed.manifest(), passed.digest(), passed.publisher(), standing.locked(), passed.exceptions());
      progress.accept(new InstallStep.Review(review));
      if (request.dryRun()) {
        return new InstallResult(null, review);
      }
      if (cleared(request, review)) {
        told.accept("approved: " + review.digest().substring(0, 16) + "…");
      }
      former = present == null ? null : present.serving();
      installed = commit(request, passed, standing.locked(), present, told);
    } catch (IOException e) {
      throw KernelException.unavailable("the capsule could not be stored: " + e.getMessage(), e);
    } finally {
      registry.changing.unlock();
    }
    if (former != null) {
      departures.drain(former, DRAIN, told);
    }
    return new InstallResult(installed, null);
  }

  private static boolean same(InstalledCapsule present, CapsuleCheck.Passed passed) {
    return present.state() == State.READY && present.pin().digest().equals(passed.digest()) && present.pin().key().equals(passed.publisher().key());
  }

  private void fits(InstallRequest request, CapsuleCheck.Passed passed, @Nullable InstalledCapsule present) {
    String name = passed.manifest().name();
    if (present != null && !present.pin().digest().equals(passed.digest()) && !request.upgrade()) {
      throw failed(name + " " + present.pin().version() + " is installed; replace it with 'reeve capsule upgrade'");
    }
    if (present == null && request.upgrade()) {
      throw KernelException.notFound("capsule", name);
    }
    if (present != null && (present.state() == State.STOPPED || present.state() == State.DRAINING)) {
      throw Refusal.UNLOADED.because(name + " was unloaded; 'reeve capsule reload " + name + "' brings it back");
    }
    List<CapsuleManifest> others = registry.table().serving(name);
    Requirements.check(passed.manifest(), others);
    if (present != null && present.manifest() != null) {
      List<String> dependants = Requirements.dependants(name, passed.manifest(), registry.table().serving(""));
      if (!dependants.isEmpty()) {
        throw Refusal.MISSING_IMPORT.because(String.join(", ", dependants) + " could not do with " + name + " " + passed.manifest().version());
      }
    }
    registry.table().refuseConflicts(passed.manifest());
  }

  /** Whether somebody said yes; false where nobody had to. */
  private boolean cleared(InstallRequest request, PermissionReview review) {
    if (Asking.CURRENT.isBound()) {
      return gate.require(review::wish).asked();
    }
    if (review.needsAnswer() && !request.consent().equals(review.digest())) {
      throw new KernelException(
          ErrorCode.ERROR_CODE_APPROVAL_REQUIRED,
          review.capsule() + " " + review.version() + review.words() + "; somebody has to accept " + review.digest()
              + (request.consent().isEmpty() ? "" : " (what was accepted is another: " + request.consent() + ")"),
          Map.of("accept", review.digest(), "capsule", review.capsule()));
    }
    return review.needsAnswer();
  }

  private InstalledCapsule commit(
      InstallRequest request, CapsuleCheck.Passed passed, LockedCapsules locked, @Nullable InstalledCapsule present, Consumer<String> told)
      throws IOException {
    registry.blobs.put(request.candidate().jar());
    Pin pin =
        new Pin(
            passed.manifest().name(), passed.manifest().version(), passed.digest(), registry.blobs.put(request.candidate().signature()),
            passed.publisher().name(), passed.publisher().key(), passed.manifest().permissions().stream().map(pattern -> pattern.text()).toList(),
            passed.manifest().interceptors().stream().map(CapsuleManifest.InterceptorAnnouncement::event).toList(), registry.now(), false);
    told.accept("stored as " + passed.digest().substring(0, 16) + "…");
    Restarts counted = present != null && present.pin().digest().equals(passed.digest()) ? present.restarts() : Restarts.NONE;
    InstalledCapsule next = InstalledCapsule.of(pin, registry.now()).known(passed.manifest()).counting(counted);
    if (present == null) {
      registry.publish(table -> table.with(next.notYet(registry.now())));
    }
    RunningCapsule started = null;
    boolean done = false;
    try {
      started = registry.starter.start(passed, registry.stored(passed.digest()), registry.figures(pin.name()));
      write(locked, locked.with(pin));
      done = true;
    } finally {
      if (!done) {
        undo(pin.name(), present, started);
      }
    }
    InstalledCapsule ready = next.running(started, registry.now());
    registry.publish(table -> table.with(ready));
    told.accept("started");
    return ready;
  }

  private void undo(String name, @Nullable InstalledCapsule present, @Nullable RunningCapsule started) {
    if (present == null) {
      registry.publish(table -> table.without(name));
      registry.forgetFigures(name);
    }
    if (started != null) {
      registry.starter.stop(started);
    }
  }

  /** Writes what is locked; where that failed after the file was replaced, the former is put back. */
  private void write(LockedCapsules before, LockedCapsules after) throws IOException {
    try {
      registry.lock.write(after);
    } catch (IOException | RuntimeException e) {
      try {
        if (registry.lock.read().equals(after)) {
          registry.lock.write(before);
        }
      } catch (IOException | RuntimeException worse) {
        e.addSuppressed(worse);
      }
      throw e;
    }
  }

  /**
   * Removes a capsule.
   *
   * @param force also while others need it or runs live on it: those fail and these are ended
   * @throws KernelException NOT_FOUND; FAILED_PRECONDITION naming who needs it
   */
  void remove(String name, boolean force, Consumer<String> told) {
    RunningCapsule unused =
        depart(
        name,
        force,
        told,
        locked -> locked.without(name),
        (installed, table) -> {
          registry.forgetFigures(name);
          return table.without(name);
        });
    told.accept(name + " is removed");
  }

  /** Stops a capsule until somebody loads it again; like removing it but that it stays installed. */
  InstalledCapsule unload(String name, boolean force, String why, Consumer<String> told) {
    RunningCapsule running =
        depart(
        name,
        force,
        told,
        locked -> {
          Pin pin = locked.pin(name);
          return pin == null ? locked : locked.marked(pin.unloaded(true));
        },
        (installed, table) -> {
          State next = installed.serving() == null ? State.STOPPED : State.DRAINING;
          return table.with(installed.counting(new Restarts(installed.failures(), null)).entering(next, why, registry.now()));
        });
    drained(name, running, why);
    told.accept(name + " is unloaded");
    return registry.find(name);
  }

  /** Notes that a version which was unloaded drains no more, unless it was loaded again meanwhile. */
  private void drained(String name, @Nullable RunningCapsule running, String why) {
    registry.changing.lock();
    try {
      InstalledCapsule now = registry.table().find(name);
      boolean same = now != null && now.running() != null && running != null && now.running().guest() == running.guest();
      if (now != null && same && now.state() == State.DRAINING) {
        registry.publish(table -> table.with(now.entering(State.STOPPED, why, registry.now())));
      }
    } finally {
      registry.changing.unlock();
    }
  }

  /** What becomes of what is locked. */
  private interface Locking {
    LockedCapsules after(LockedCapsules locked);
  }

  /** What becomes of the table. */
  private interface Leaving {
    CapsuleTable after(InstalledCapsule installed, CapsuleTable table);
  }

  /** Takes a capsule out of service and lets what is in flight finish; answers the version that served, null when none did. */
  private @Nullable RunningCapsule depart(String name, boolean force, Consumer<String> told, Locking locking, Leaving leaving) {
    RunningCapsule running;
    registry.open();
    try {
      InstalledCapsule installed = registry.find(name);
      running = installed.serving();
      List<String> dependants = Requirements.dependants(name, null, registry.table().serving(""));
      if (!force && !dependants.isEmpty()) {
        throw failed(name + " is needed by " + String.join(", ", dependants));
      }
      if (!force && running != null && !running.runs().isEmpty()) {
        throw failed(running.runs().size() + " runs live on " + name + "; cancel them first");
      }
      LockedCapsules locked = registry.lock.read();
      write(locked, locking.after(locked));
      registry.publish(table -> leaving.after(installed, table));
      departures.failDependants();
    } catch (IOException e) {
      throw KernelException.unavailable("the change could not be stored: " + e.getMessage(), e);
    } finally {
      registry.changing.unlock();
    }
    if (running != null) {
      running.guest().gate().close();
      if (force) {
        running.stopRuns();
      }
      departures.drain(running, DRAIN, told);
    }
    return running;
  }

  private static KernelException failed(String why) {
    return new KernelException(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, why, Map.of());
  }
}
