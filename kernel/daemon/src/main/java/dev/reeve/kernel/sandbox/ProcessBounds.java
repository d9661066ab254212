package dev.reeve.kernel.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What Linux holds every process of a program to, set upon the child at its gate and inherited by all it starts: no core dumps, 4,096 open
 * files, and, when memory runs out on the host, to be killed before the kernel is.
 *
 * @param fileBytes the largest file it may write; null: any
 */
record ProcessBounds(@Nullable Long fileBytes) {

  /** Open files of one process. */
  static final long OPEN_FILES = 4096;

  /** Of a size of 1, Linux makes no dump, and hands none to a program that the host has for them either, as it would with 0. */
  private static final long NO_CORE = 1;

  private static final int RLIMIT_FSIZE = 1;
  private static final int RLIMIT_CORE = 4;
  private static final int RLIMIT_NOFILE = 7;
  private static final String KILLED_EARLY = "500";
  private static final long GLANCE_NANOS = 20_000;
  private static final int STACK_BYTES = 128 * 1024;

  /**
   * Sets them.
   *
   * @param user as whom that process runs, where not as the kernel
   * @throws IOException when one could not be set
   */
  void set(int pid, SandboxOptions.@Nullable RunUser user) throws IOException {
    try {
      RunGroup.write(Path.of("/proc/" + pid + "/oom_score_adj"), KILLED_EARLY);
    } catch (IOException refused) {
      System.getLogger(ProcessBounds.class.getName()).log(System.Logger.Level.DEBUG, "a program is not killed first: {0}", refused.getMessage());
    }
    long failure = user == null ? limit(pid) : new AsUser(pid, user).limited();
    if (failure < 0) {
      throw new IOException("prlimit: errno " + -failure);
    }
  }

  /** 0, or the first {@code -errno}. */
  private long limit(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(16, 8);
      long failure = lower(pid, RLIMIT_CORE, NO_CORE, pair);
      failure = failure < 0 ? failure : lower(pid, RLIMIT_NOFILE, OPEN_FILES, pair);
      return failure < 0 || fileBytes == null ? failure : lower(pid, RLIMIT_FSIZE, fileBytes, pair);
    }
  }

  /** Never above what it is now: that would need a right the kernel need not have. */
  private static long lower(int pid, int limit, long to, MemorySegment pair) {
    long failure = Linux.call(SystemCall.PRLIMIT64, pid, limit, 0, pair.address());
    if (failure < 0) {
      return failure;
    }
    long now = pair.get(JAVA_LONG, 8);
    long value = Long.compareUnsigned(to, now) < 0 ? to : now;
    pair.set(JAVA_LONG, 0, value);
    pair.set(JAVA_LONG, 8, value);
    return Linux.call(SystemCall.PRLIMIT64, pid, limit, pair.address(), 0);
  }

  /**
   * A thread that becomes the program's user, since only that user, or a right that not every root has, may limit its processes. It wakes
   * nobody, for what it wakes could inherit its user; it is waited for by looking.
   */
  private final class AsUser implements Runnable {

    private final int pid;
    private final SandboxOptions.RunUser user;
    private volatile long result = 1;

    AsUser(int pid, SandboxOptions.RunUser user) {
      this.pid = pid;
      this.user = user;
    }

    long limited() {
      new Thread(null, this, "reeve-limits", STACK_BYTES, false).start();
      while (result > 0) {
        LockSupport.parkNanos(GLANCE_NANOS);
      }
      return result;
    }

    @Override
    public void run() {
      long failure = -Linux.EPERM;
      try {
        failure = Linux.call(SystemCall.SETGROUPS, 0, 0);
        failure = failure < 0 ? failure : Linux.call(SystemCall.SETRESGID, user.gid(), user.gid(), user.gid());
        failure = failure < 0 ? failure : Linux.call(SystemCall.SETRESUID, user.uid(), user.uid(), user.uid());
        failure = failure < 0 ? failure : limit(pid);
      } finally {
        result = Math.min(0, failure);
      }
    }
  }
}
