package dev.reeve.kernel.sandbox;

import java.util.concurrent.CompletableFuture;

/** A started program: its process, and its end when it comes. */
final class Child {

  private final int pid;
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private boolean reaped;

  Child(int pid) {
    this.pid = pid;
  }

  int pid() {
    return pid;
  }

  /** The exit code, or 128 and the number of the signal. */
  CompletableFuture<Integer> exit() {
    return exit;
  }

  /** SIGKILL, unless it has ended: its number is never another's here. */
  synchronized void kill() {
    if (!reaped) {
      Linux.call(SystemCall.KILL, pid, Linux.SIGKILL);
    }
  }

  synchronized void reap(Runnable reaping) {
    reaping.run();
    reaped = true;
  }
}
