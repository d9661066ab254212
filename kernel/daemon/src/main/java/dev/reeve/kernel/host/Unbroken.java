package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work that an interrupt of the caller, such as a deadline's, does not break off halfway: it ends first. */
final class Unbroken {

  private Unbroken() {}

  interface Work<T> {
    T done() throws CapsuleException;
  }

  /**
   * Does it on a thread of its own, so that no channel closes under it; the caller stays interrupted afterwards. A platform thread: opening
   * what was exchanged for a pipe may wait for ever, and would keep a carrier of virtual threads from everybody.
   */
  static <T> T done(Work<T> work) throws CapsuleException {
    FutureTask<T> task = new FutureTask<>(work::done);
    Thread unused = Thread.ofPlatform().daemon().name("host-file").start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static CapsuleException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case CapsuleException told -> told;
      case RuntimeException defect -> throw defect;
      case Error error -> throw error;
      case null, default -> new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "the work did not end", e);
    };
  }
}
