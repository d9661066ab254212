package dev.reeve.kernel.capsule;

import dev.reeve.kernel.capsule.InstalledCapsule.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Versions that serve no more but are not gone: calls and runs that began on them finish on them. */
final class Departures {

  /** No call may take longer, nor a run. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final CapsuleRegistry registry;
  private final List<RunningCapsule> going = new CopyOnWriteArrayList<>();

  Departures(CapsuleRegistry registry) {
    this.registry = registry;
  }

  /** Versions that still have calls or runs in flight. */
  List<RunningCapsule> going() {
    return List.copyOf(going);
  }

  /**
   * Lets a version finish what is in flight and stops it; returns when that is done or the time is over, and then goes on by itself.
   *
   * @param told what it waits for, in words
   */
  void drain(RunningCapsule running, Duration time, Consumer<String> told) {
    running.guest().gate().close();
    going.add(running);
    int inside = running.guest().gate().inside();
    String version = running.manifest().name() + " " + running.manifest().version();
    if (inside > 0) {
      told.accept(version + " finishes " + inside + " in flight");
    }
    try {
      if (running.guest().gate().awaitEmpty(time)) {
        stop(running);
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    told.accept(version + " goes on until " + running.guest().gate().inside() + " in flight are done");
    Thread.ofVirtual().name("capsule-" + version + "-drain").start(() -> afterLast(running));
  }

  private void afterLast(RunningCapsule running) {
    try {
      boolean unused = running.guest().gate().awaitEmpty(LONGEST);
      stop(running);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop(RunningCapsule running) {
    if (going.remove(running)) {
      registry.starter.stop(running);
    }
  }

  /** Takes a serving capsule out of service because of what it lacks; whoever holds the registry's lock calls it. */
  void fail(String name, String why) {
    InstalledCapsule capsule = registry.find(name);
    RunningCapsule running = capsule.running();
    registry.publish(table -> table.with(capsule.entering(State.FAILED, why, registry.now())));
    leave(running);
  }

  /** Lets a version that was taken out of the table finish and stop, without waiting for it. */
  void leave(@org.jspecify.annotations.Nullable RunningCapsule running) {
    if (running != null) {
      running.guest().gate().close();
      Thread.ofVirtual().name("capsule-leave").start(() -> drain(running, Duration.ZERO, words -> {}));
    }
  }

  /** Stops every version that has not gone, without waiting for what is in flight. */
  void close() {
    going.forEach(this::stop);
  }
}
