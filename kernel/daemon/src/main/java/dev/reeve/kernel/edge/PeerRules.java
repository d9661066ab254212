package dev.reeve.kernel.edge;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which peers are nobody on the main socket, whatever their uid: the kernel itself and what descends from it, what is inside a run, and
 * what lives in another pid or user namespace. What cannot be found out counts as such.
 */
final class PeerRules {

  private static final int MAX_ANCESTORS = 128;

  private final long kernelPid;
  private final LongPredicate insideRun;

  /**
   * Makes the rules.
   *
   * @param kernelPid the process whose descendants are nobody
   * @param insideRun whether a process belongs to a run
   */
  PeerRules(long kernelPid, LongPredicate insideRun) {
    this.kernelPid = kernelPid;
    this.insideRun = insideRun;
  }

  /** Whether a peer, seen with its start time when it connected, is nobody. */
  boolean isNobody(long pid, @Nullable Instant started) {
    if (pid <= 0 || started == null) {
      return true;
    }
    try {
      return !started.equals(ProcessFacts.started(pid))
          || descendsFromKernel(pid)
          || insideRun.test(pid)
          || ProcessFacts.pidNamespaceDepth(pid) != ProcessFacts.pidNamespaceDepth(ProcessHandle.current().pid())
          || !ProcessFacts.userMap(pid).equals(ProcessFacts.userMap(ProcessHandle.current().pid()));
    } catch (IOException e) {
      return true;
    }
  }

  private boolean descendsFromKernel(long pid) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    for (int i = 0; i < MAX_ANCESTORS && process.isPresent(); i++) {
      if (process.get().pid() == kernelPid) {
        return true;
      }
      process = process.get().parent();
    }
    return process.isPresent();
  }
}
