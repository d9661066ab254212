package dev.reeve.kernel.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one started program.
 *
 * @param first what was started
 * @param group all of them are in; null where this host gives none: then they are those that descend from the first
 */
record ProcessTree(Child first, @Nullable RunGroup group) {

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
