package dev.reeve.kernel.capsule;

import dev.reeve.kernel.capsule.InstalledCapsule.State;
import dev.reeve.kernel.capsule.LockedCapsules.Pin;
import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.fault.KernelException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The life of installed capsules: brought up at start, loaded again, looked after. What does not come up or falls ill is tried again at
 * growing intervals and then left alone; what is refused waits for what refused it to change.
 */
final class CapsuleLife {

  /** Calls that never came back after which a capsule gets no more: only the end of the process frees their threads. */
  static final int MOST_LEFT = 16;

  private static final String GONE = "its copy on the disk is gone: it serves until it is stopped and will not come up again";

  private final CapsuleRegistry registry;
  private final Departures departures;

  CapsuleLife(CapsuleRegistry registry, Departures departures) {
    this.registry = registry;
    this.departures = departures;
  }

  /** A capsule of which all checks passed, waiting to be started. */
  private record Sound(Pin pin, CapsuleCheck.Passed passed) {}

  /** Starts what is installed, each after those it needs and from its checked copy; what fails holds nothing else up. */
  void load() throws IOException {
    registry.open();
    try {
      CapsuleRegistry.@Nullable Standing standing = null;
      String noTrust = "";
      try {
        standing = registry.standing();
      } catch (KernelException e) {
        noTrust = String.valueOf(e.getMessage());
      }
      LockedCapsules locked = standing == null ? registry.lock.read() : standing.locked();
      Map<String, Sound> sound = new LinkedHashMap<>();
      for (Pin pin : locked.pins()) {
        registry.publish(table -> table.with(InstalledCapsule.of(pin, registry.now())));
        if (standing == null) {
          failed(pin.name(), noTrust, false);
        } else if (pin.unloaded()) {
          entering(pin.name(), State.STOPPED, "it was unloaded");
        } else {
          checked(pin, standing.check(), sound);
        }
      }
      for (String name : Requirements.order(sound.values().stream().map(one -> one.passed().manifest()).toList())) {
        Sound one = sound.get(name);
        if (one != null) {
          bringUpOrTell(one);
        }
      }
    } finally {
      registry.changing.unlock();
    }
  }

  private void checked(Pin pin, CapsuleCheck check, Map<String, Sound> sound) {
    try {
      CapsuleCheck.Passed passed = again(pin, check);
      registry.publish(table -> table.with(registry.find(pin.name()).known(passed.manifest())));
      sound.put(pin.name(), new Sound(pin, passed));
    } catch (KernelException e) {
      failed(pin.name(), String.valueOf(e.getMessage()), false);
    } catch (RuntimeException e) {
      failed(pin.name(), e.toString(), false);
    }
  }

  private CapsuleCheck.Passed again(Pin pin, CapsuleCheck check) {
    try {
      return check.again(pin, registry.blobs.get(pin.digest()), registry.blobs.get(pin.signature()));
    } catch (IOException e) {
      throw Refusal.DIGEST.because(String.valueOf(e.getMessage()));
    }
  }

  /** Starts a checked capsule that does not serve; a failure is noted and counted. Answers why it does not serve; null when it does. */
  private @Nullable KernelException bringUp(Sound one) {
    String name = one.pin().name();
    entering(name, State.STARTING, "");
    try {
      List<CapsuleManifest> others = registry.table().serving(name);
      Requirements.check(one.passed().manifest(), others);
      registry.table().refuseConflicts(one.passed().manifest());
      RunningCapsule started = registry.starter.start(one.passed(), registry.stored(one.pin().digest()), registry.figures(name));
      registry.publish(table -> table.with(registry.find(name).running(started, registry.now())));
      return null;
    } catch (KernelException e) {
      failed(name, String.valueOf(e.getMessage()), Refusal.START.name().equals(e.details().get("check")));
      return e;
    } catch (RuntimeException | Error e) {
      failed(name, e.toString(), true);
      throw e;
    }
  }

  private void bringUpOrTell(Sound one) {
    try {
      KernelException unused = bringUp(one);
    } catch (RuntimeException e) {
      System.getLogger("reeve.capsule").log(System.Logger.Level.ERROR, "a capsule could not be brought up", e);
    }
  }

  private void entering(String name, State state, String why) {
    registry.publish(table -> table.with(registry.find(name).entering(state, why, registry.now())));
  }

  /** @param again whether it may be tried again by itself */
  private void failed(String name, String why, boolean again) {
    InstalledCapsule capsule = registry.find(name);
    Restarts restarts = again ? capsule.restarts().failed(registry.now()) : new Restarts(capsule.restarts().failures(), null);
    State state = restarts.spent() ? State.QUARANTINED : State.FAILED;
    registry.publish(table -> table.with(capsule.counting(restarts).entering(state, why, registry.now())));
    System.getLogger("reeve.capsule").log(System.Logger.Level.ERROR, "capsule {0} is {1}: {2}", name, state, why);
  }

  /**
   * Checks an installed capsule once more and has a fresh instance of it serve; calls in flight finish on the one that served.
   *
   * @throws KernelException NOT_FOUND; CAPSULE_REFUSED, when what served goes on serving
   */
  InstalledCapsule reload(String name, Consumer<String> told) {
    RunningCapsule former;
    registry.open();
    try {
      InstalledCapsule installed = registry.find(name);
      former = installed.serving();
      CapsuleRegistry.Standing standing = registry.standing();
      Pin pin = standing.locked().pin(name);
      if (pin == null) {
        throw KernelException.notFound("capsule", name);
      }
      CapsuleCheck.Passed passed = again(pin, standing.check());
      told.accept("its checked copy is whole, and trusted");
      registry.publish(table -> table.with(registry.find(name).known(passed.manifest())));
      if (former == null) {
        KernelException failure = bringUp(new Sound(pin, passed));
        if (failure != null) {
          throw failure;
        }
      } else {
        Requirements.check(passed.manifest(), registry.table().serving(name));
        RunningCapsule started = registry.starter.start(passed, registry.stored(pin.digest()), registry.figures(name));
        registry.publish(table -> table.with(installed.running(started, registry.now())));
      }
      if (pin.unloaded()) {
        registry.lock.write(standing.locked().marked(pin.unloaded(false)));
      }
      told.accept("started");
    } catch (IOException e) {
      throw KernelException.unavailable("the capsule could not be loaded: " + e.getMessage(), e);
    } finally {
      registry.changing.unlock();
    }
    if (former != null) {
      departures.drain(former, CapsuleInstaller.DRAIN, told);
    }
    return registry.find(name);
  }

  /** Looks after every capsule: the health of those that serve, the next attempt of those that do not. */
  void tend() {
    boolean back = false;
    for (InstalledCapsule capsule : registry.table().all()) {
      RunningCapsule running = capsule.serving();
      try {
        if (running != null) {
          tend(capsule, running);
        } else if (capsule.restarts().due(registry.now())) {
          back |= attempt(capsule.name());
        }
      } catch (RuntimeException e) {
        System.getLogger("reeve.capsule").log(System.Logger.Level.ERROR, "capsule " + capsule.name() + " could not be looked after", e);
      }
    }
    if (back) {
      look(true);
    }
  }

  private void tend(InstalledCapsule capsule, RunningCapsule running) {
    int left = running.guest().calls().left();
    String illness = left >= MOST_LEFT ? "" : registry.starter.illness(running);
    registry.changing.lock();
    try {
      InstalledCapsule now = registry.table().find(capsule.name());
      if (now == null || now.serving() == null || now.serving().guest() != running.guest() || registry.closed()) {
        return;
      }
      if (left >= MOST_LEFT) {
        String why = left + " calls never came back; only a restart of the kernel frees their threads";
        registry.publish(table -> table.with(now.counting(new Restarts(Restarts.TRIES + 1, null)).entering(State.QUARANTINED, why, registry.now())));
        departures.leave(running);
        departures.failDependants();
      } else if (!illness.isEmpty()) {
        failed(now.name(), "it is not healthy: " + illness, true);
        departures.leave(running);
        departures.failDependants();
      } else {
        well(now);
      }
    } finally {
      registry.changing.unlock();
    }
  }

  /** Notes that its copy is gone or back, and forgets former failures in time. */
  private void well(InstalledCapsule capsule) {
    String said = Files.exists(registry.stored(capsule.pin().digest())) ? "" : GONE;
    boolean forgiven = capsule.failures() > 0 && !registry.now().isBefore(capsule.since().plus(Restarts.FORGIVEN));
    if (forgiven || !said.equals(capsule.reason())) {
      registry.publish(table -> table.with(capsule.saying(said).counting(forgiven ? Restarts.NONE : capsule.restarts())));
    }
  }

  private boolean attempt(String name) {
    registry.changing.lock();
    try {
      InstalledCapsule capsule = registry.table().find(name);
      if (registry.closed() || capsule == null || capsule.serving() != null || !capsule.restarts().due(registry.now())) {
        return false;
      }
      CapsuleRegistry.Standing standing = registry.standing();
      Pin pin = standing.locked().pin(name);
      if (pin == null) {
        failed(name, "it is no longer in the lock file", false);
        return false;
      }
      return bringUp(new Sound(pin, again(pin, standing.check()))) == null;
    } catch (IOException | KernelException e) {
      failed(name, String.valueOf(e.getMessage()), false);
      return false;
    } finally {
      registry.changing.unlock();
    }
  }

  /**
   * Has what the operator's files and the clock say now hold: what is no longer trusted stops, before anything else is done.
   *
   * @param again whether what was only refused is tried again
   */
  void look(boolean again) {
    underLock(standing -> registry.table().all().forEach(capsule -> trusted(capsule, standing)));
    if (again) {
      names().forEach(name -> underLock(standing -> retry(name, standing)));
    }
  }

  /** Work under the lock with what holds now; what cannot be read is told and changes nothing. */
  private void underLock(Consumer<CapsuleRegistry.Standing> work) {
    registry.changing.lock();
    try {
      if (!registry.closed()) {
        work.accept(registry.standing());
        registry.unreadable("");
      }
    } catch (IOException | KernelException | DocumentException e) {
      registry.unreadable("what holds for capsules cannot be read, and what held goes on: " + e.getMessage());
      System.getLogger("reeve.capsule").log(System.Logger.Level.WARNING, "what holds for capsules could not be read again: {0}", e.getMessage());
    } finally {
      registry.changing.unlock();
    }
  }

  private void trusted(InstalledCapsule capsule, CapsuleRegistry.Standing standing) {
    RunningCapsule running = capsule.serving();
    if (running == null) {
      return;
    }
    try {
      standing.check().stillTrusted(capsule.pin());
    } catch (RuntimeException e) {
      failed(capsule.name(), e instanceof KernelException ? String.valueOf(e.getMessage()) : e.toString(), false);
      departures.leave(running);
      departures.failDependants();
    }
  }

  private void retry(String name, CapsuleRegistry.Standing standing) {
    InstalledCapsule capsule = registry.table().find(name);
    Pin pin = standing.locked().pin(name);
    if (capsule == null || capsule.state() != State.FAILED || capsule.nextAttempt() != null || pin == null || pin.unloaded()) {
      return;
    }
    try {
      bringUpOrTell(new Sound(pin, again(pin, standing.check())));
    } catch (RuntimeException e) {
      String why = e instanceof KernelException ? String.valueOf(e.getMessage()) : e.toString();
      if (!why.equals(capsule.reason())) {
        failed(name, why, false);
      }
    }
  }

  /** When something has to be done next. */
  Instant nextLook(Duration healthPace) {
    Instant next = registry.now().plus(healthPace);
    for (InstalledCapsule capsule : registry.table().all()) {
      Instant attempt = capsule.serving() == null ? capsule.nextAttempt() : null;
      if (attempt != null && attempt.isBefore(next)) {
        next = attempt;
      }
    }
    return next;
  }

  /** Names of every capsule, in the order they were brought up. */
  List<String> names() {
    List<CapsuleManifest> known = new ArrayList<>();
    registry.table().all().forEach(capsule -> {
      if (capsule.manifest() != null) {
        known.add(capsule.manifest());
      }
    });
    List<String> ordered = new ArrayList<>(Requirements.order(known));
    Set<String> all = registry.table().capsules().keySet();
    all.stream().filter(name -> !ordered.contains(name)).forEach(ordered::add);
    return ordered;
  }
}
