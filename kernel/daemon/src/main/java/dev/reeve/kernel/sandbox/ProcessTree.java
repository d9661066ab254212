package dev.reeve.kernel.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one started program.
 *
 * @param first what was started
 * @param group all of them are in; null where this host gives none: then they are those that descend from the first
 * @param wrapped whether the first, and its child, are the sandbox's own: the monitor of the program's pid namespace, and its init
 */
record ProcessTree(Child first, @Nullable RunGroup group, boolean wrapped) {

  private static final long GLANCE_NANOS = 2_000_000;

  /**
   * SIGTERM, once, to each there is now but those of the sandbox itself, which would end the rest without asking it. Waits for a program
   * that the sandbox is still making a place for; not beyond that time.
   */
  void ask(long untilNanos) {
    Map<Integer, PidHandle> held = new HashMap<>();
    try {
      while (held.isEmpty() && !first.exit().isDone() && System.nanoTime() < untilNanos) {
        programs().forEach(pid -> PidHandle.of(pid).ifPresent(handle -> held.put(pid, handle)));
        if (held.isEmpty()) {
          LockSupport.parkNanos(GLANCE_NANOS);
        }
      }
      // Still of this tree after it is held: the number cannot have become another's before.
      List<Integer> still = programs();
      held.forEach(
          (pid, handle) -> {
            if (still.contains(pid)) {
              handle.signal(Linux.SIGTERM);
            }
          });
    } finally {
      held.values().forEach(PidHandle::close);
    }
  }

  private List<Integer> programs() {
    return wrapped ? pids().stream().filter(pid -> !own(pid)).toList() : pids();
  }

  private boolean own(int pid) {
    return pid == first.pid() || ProcessStat.of(pid).map(stat -> stat.parent() == first.pid()).orElse(true);
  }

  /** SIGKILL to all there are now; returns at once. */
  void kill() {
    if (group != null) {
      group.kill();
      first.kill();
    } else {
      List<ProcessHandle> below = below();
      first.kill();
      below.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Kills until the group is empty; false when it still was not at that time. True where there is no group. */
  boolean end(long untilNanos) {
    return group == null || group.end(untilNanos);
  }

  /** Those there are now. */
  List<Integer> pids() {
    if (group != null) {
      return group.members();
    }
    List<Integer> pids = new ArrayList<>(List.of(first.pid()));
    below().forEach(process -> pids.add(Math.toIntExact(process.pid())));
    return pids;
  }

  /** Whether that process is the first one or descends from it. */
  boolean isAncestorOf(long pid) {
    long at = pid;
    for (int steps = 0; at > 1 && steps < 10_000; steps++) {
      if (at == first.pid()) {
        return true;
      }
      at = ProcessStat.of(at).map(ProcessStat::parent).orElse(0L);
    }
    return false;
  }

  private List<ProcessHandle> below() {
    return ProcessHandle.of(first.pid()).map(process -> process.descendants().toList()).orElse(List.of());
  }
}
