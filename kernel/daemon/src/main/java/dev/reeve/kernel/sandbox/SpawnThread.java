package dev.reeve.kernel.sandbox;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The life of one platform thread: it takes a program's restrictions upon itself, starts the program, waits for its end, and is gone.
 * Restrictions of Linux belong to a thread and pass to what it creates. So this thread creates nothing but the program: it completes
 * no future and wakes no virtual thread (either may create a carrier thread, restricted for good), and hands its news to a queue that
 * only a platform thread reads. It outlives the program because the kernel's death signal to a child comes with its parent thread's end.
 */
final class SpawnThread implements Runnable {

  /** What happened, in this order; FAILED is alone. */
  enum Stage {
    FAILED,
    SPAWNED,
    ENDED
  }

  /** News of a thread. */
  record News(SpawnThread from, Stage stage) {}

  private static final int PR_CAPBSET_DROP = 24;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int CAPABILITY_VERSION = 0x20080522;
  private static final int HIGHEST_CAPABILITY = 63;
  private static final int P_PID = 1;
  private static final int WEXITED = 4;
  private static final int WNOWAIT = 0x01000000;
  private static final int CLD_EXITED = 1;

  private final SpawnOrder order;
  private final PosixSpawn spawn;
  private final BlockingQueue<News> news;
  private final Arena arena = Arena.ofShared();
  private final News failed = new News(this, Stage.FAILED);
  private final News spawned = new News(this, Stage.SPAWNED);
  private final News ended = new News(this, Stage.ENDED);
  private final boolean root;
  private final MemorySegment capabilities;
  private final MemorySegment filter;
  private final MemorySegment child;

  private volatile int thread;
  private volatile int pid;
  private volatile int exitCode;
  private volatile String failedAt = "";
  private volatile int errno;

  SpawnThread(SpawnOrder order, @Nullable Path gate, BlockingQueue<News> news, boolean root) {
    this.order = order;
    this.news = news;
    this.root = root;
    spawn = new PosixSpawn(arena, order, gate);
    child = arena.allocate(128, 8);
    capabilities = arena.allocate(8 + 24, 8);
    capabilities.set(JAVA_INT, 0, CAPABILITY_VERSION);
    byte[] code = order.confinement() == null ? new byte[0] : order.confinement().filter();
    MemorySegment program = arena.allocate(Math.max(8, code.length), 8);
    MemorySegment.copy(code, 0, program, JAVA_BYTE, 0, code.length);
    filter = arena.allocate(16, 8);
    filter.set(JAVA_SHORT, 0, (short) (code.length / 8));
    filter.set(ADDRESS, 8, program);
  }

  /** The kernel's number of this thread; 0 before it runs. */
  int thread() {
    return thread;
  }

  /** The program's process; 0 before SPAWNED. */
  int pid() {
    return pid;
  }

  /** After ENDED: the exit code, or 128 and the number of the signal. */
  int exitCode() {
    return exitCode;
  }

  /** After FAILED: the step that failed, and its errno. */
  String failedAt() {
    return failedAt;
  }

  int errno() {
    return errno;
  }

  /** Frees what the thread used; after FAILED or ENDED. */
  void release() {
    arena.close();
  }

  @Override
  public void run() {
    thread = (int) Linux.call(SystemCall.GETTID);
    if (!restricted()) {
      news.add(failed);
      return;
    }
    int failure = spawn.start();
    if (failure != 0) {
      failedAt = "exec";
      errno = failure;
      news.add(failed);
      return;
    }
    pid = spawn.pid();
    news.add(spawned);
    // The dead child stays a zombie, so that its number is nobody else's, until the reader of the news has noted its end.
    long waited;
    do {
      waited = Linux.call(SystemCall.WAITID, P_PID, pid, child.address(), WEXITED | WNOWAIT);
    } while (waited == -Linux.EINTR);
    int status = child.get(JAVA_INT, 24);
    exitCode = child.get(JAVA_INT, 8) == CLD_EXITED ? status : 128 + status;
    news.add(ended);
  }

  private boolean restricted() {
    SandboxOptions.RunUser user = order.runAs();
    SpawnOrder.ThreadConfinement confinement = order.confinement();
    if (root && (user != null || confinement != null)) {
      for (int capability = 0; capability <= HIGHEST_CAPABILITY; capability++) {
        // A number the kernel does not know is refused, and is no loss.
        Linux.call(SystemCall.PRCTL, PR_CAPBSET_DROP, capability);
      }
    }
    if (user != null) {
      long failure = Linux.call(SystemCall.SETGROUPS, 0, 0);
      failure = failure < 0 ? failure : Linux.call(SystemCall.SETRESGID, user.gid(), user.gid(), user.gid());
      failure = failure < 0 ? failure : Linux.call(SystemCall.SETRESUID, user.uid(), user.uid(), user.uid());
      if (failure < 0) {
        return failed("change of user", failure);
      }
    }
    if (confinement == null) {
      return true;
    }
    long failure = Linux.call(SystemCall.CAPSET, capabilities.address(), capabilities.address() + 8);
    if (failure < 0) {
      return failed("capset", failure);
    }
    failure = Linux.call(SystemCall.PRCTL, PR_SET_NO_NEW_PRIVS, 1);
    if (failure < 0) {
      return failed("no_new_privs", failure);
    }
    failure = Linux.call(SystemCall.LANDLOCK_RESTRICT_SELF, confinement.ruleset(), 0);
    if (failure < 0) {
      return failed("landlock_restrict_self", failure);
    }
    failure = Linux.call(SystemCall.SECCOMP, SECCOMP_SET_MODE_FILTER, 0, filter.address());
    return failure >= 0 || failed("seccomp", failure);
  }

  private boolean failed(String step, long failure) {
    failedAt = step;
    errno = (int) -failure;
    return false;
  }
}
