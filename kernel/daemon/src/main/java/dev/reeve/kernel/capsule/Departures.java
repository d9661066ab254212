package dev.reeve.kernel.capsule;

import dev.reeve.kernel.capsule.InstalledCapsule.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    String version = running.manifest().name() + " " + running.manifest().version();
    try {
      int inside = running.guest().gate().inside();
      if (inside > 0) {
        told.accept(version + " finishes " + inside + " in flight");
      }
      if (running.guest().gate().awaitEmpty(time)) {
        stop(running);
      } else {
        told.accept(version + " goes on until " + running.guest().gate().inside() + " in flight are done");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (isGoing(running)) {
        Thread.ofVirtual().name("capsule-" + version + "-drain").start(() -> afterLast(running));
      }
    }
  }

  private void afterLast(RunningCapsule running) {
    try {
      boolean unused = running.guest().gate().awaitEmpty(LONGEST);
      stop(running);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isGoing(RunningCapsule running) {
    return going.stream().anyMatch(one -> one.guest() == running.guest());
  }

  /** What a capsule says of being equal is its own code: versions are told apart by the kernel's object. */
  private void stop(RunningCapsule running) {
    if (going.removeIf(one -> one.guest() == running.guest())) {
      registry.starter.stop(running);
    }
  }

  /** Lets a version that was taken out of the table finish and stop, without waiting for it. */
  void leave(@Nullable RunningCapsule running) {
    if (running != null) {
      running.guest().gate().close();
      Thread.ofVirtual().name("capsule-leave").start(() -> drain(running, Duration.ZERO, words -> {}));
    }
  }

  /** Takes those out of service that lack something since another stopped serving; whoever holds the registry's lock calls it. */
  void failDependants() {
    boolean more = true;
    while (more) {
      more = false;
      for (InstalledCapsule capsule : List.copyOf(registry.table().all())) {
        RunningCapsule running = capsule.serving();
        List<String> missing = running == null ? List.of() : Requirements.missing(running.manifest(), registry.table().serving(capsule.name()));
        if (!missing.isEmpty()) {
          String why = "it requires " + String.join(" and ", missing);
          registry.publish(table -> table.with(capsule.entering(State.FAILED, why, registry.now())));
          leave(running);
          more = true;
        }
      }
    }
  }

  /** Stops every version that has not gone, without waiting for what is in flight. */
  void close() {
    going.forEach(this::stop);
  }
}
