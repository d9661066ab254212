package dev.reeve.kernel.capsule;

import dev.reeve.kernel.approval.Patience;
import java.io.Serial;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that one capsule's code runs on: platform threads, since virtual ones are not sliced in time, made when they are needed and
 * ended when nothing was asked of them for a while. A thread that does not come back in time is left to itself and serves nothing more.
 * Both sides of a call look for a moment before they sleep, which makes a call that is answered at once cost a few microseconds.
 */
final class GuestThreads {

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private enum State {
    ASKED,
    DONE,
    LEFT
  }

  private final String name;
  /** Waiting for work, the one that worked last at the top. */
  private final Deque<Worker> idle = new ArrayDeque<>();
  private final AtomicInteger left;
  private boolean ended;

  /** @param left counts calls that were given up and have not come back, of all versions of the capsule */
  GuestThreads(String name, AtomicInteger left) {
    this.name = name;
    this.left = left;
  }

  /** This host gives no more threads; nothing was done. */
  static final class NoThreadException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    NoThreadException(Throwable cause) {
      super(cause);
    }
  }

  /** Work, and what came of it. */
  private static final class Job {
    final Callable<?> work;
    final Thread waiter = Thread.currentThread();
    final AtomicReference<State> state = new AtomicReference<>(State.ASKED);
    @Nullable Object result;
    @Nullable Throwable failure;

    Job(Callable<?> work) {
      this.work = work;
    }
  }

  /**
   * Does the work on a thread of the capsule's and waits for it.
   *
   * @param nanos most time, beside what a person takes who is asked
   * @throws TimeoutException when it took longer; its thread was interrupted
   * @throws InterruptedException when the waiting thread was interrupted; so was the one that works
   * @throws NoThreadException when there is no thread for it
   */
  // What the work answers is of its own type, null only where that allows it.
  @SuppressWarnings({"unchecked", "NullAway"})
  <T extends @Nullable Object> T call(Callable<T> work, long nanos, Patience patience) throws Throwable {
    Job job = new Job(work);
    Worker worker = take();
    if (worker == null) {
      worker = started(job);
    } else {
      worker.give(job);
    }
    await(job, worker, nanos, patience);
    rest(worker);
    if (job.failure != null) {
      throw job.failure;
    }
    return (T) job.result;
  }

  private Worker started(Job job) throws NoThreadException {
    try {
      Worker worker = new Worker(job);
      worker.thread.start();
      return worker;
    } catch (OutOfMemoryError e) {
      throw new NoThreadException(e);
    }
  }

  private void await(Job job, Worker worker, long nanos, Patience patience) throws TimeoutException, InterruptedException {
    long begun = System.nanoTime();
    while (job.state.get() == State.ASKED) {
      long waited = System.nanoTime() - begun - patience.nanos();
      if (waited >= nanos) {
        if (leave(job, worker)) {
          throw new TimeoutException();
        }
      } else if (waited < LOOK_NANOS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(job, nanos - waited);
        if (Thread.interrupted()) {
          if (leave(job, worker)) {
            throw new InterruptedException();
          }
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** Gives a job up; false when it was done meanwhile. */
  private boolean leave(Job job, Worker worker) {
    if (!job.state.compareAndSet(State.ASKED, State.LEFT)) {
      return false;
    }
    int unused = left.incrementAndGet();
    worker.thread.interrupt();
    return true;
  }

  private synchronized @Nullable Worker take() {
    return idle.pollFirst();
  }

  /** Has idle threads end, and those that work when they are done. */
  synchronized void end() {
    ended = true;
    idle.forEach(Worker::retire);
    idle.clear();
  }

  private synchronized void rest(Worker worker) {
    if (ended) {
      worker.retire();
    } else {
      idle.addFirst(worker);
    }
  }

  private synchronized void tired(Worker worker) {
    if (idle.remove(worker)) {
      worker.retire();
    }
  }

  private final class Worker implements Runnable {

    final Thread thread;
    private volatile @Nullable Job job;
    private volatile boolean retired;

    Worker(Job first) {
      job = first;
      thread = Thread.ofPlatform().name("capsule-" + name).daemon().unstarted(this);
      thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    }

    void give(Job next) {
      job = next;
      LockSupport.unpark(thread);
    }

    /** Called for a worker that nobody can give anything to any more. */
    void retire() {
      retired = true;
      LockSupport.unpark(thread);
    }

    @Override
    public void run() {
      for (Job next = job; next != null; next = next()) {
        job = null;
        if (!done(next)) {
          int unused = left.decrementAndGet();
          return;
        }
      }
    }

    /** Does a job; false when nobody waits for it any more. */
    private boolean done(Job asked) {
      try {
        asked.result = asked.work.call();
      } catch (Throwable e) {
        asked.failure = e;
      }
      boolean unused = Thread.interrupted();
      if (!asked.state.compareAndSet(State.ASKED, State.DONE)) {
        return false;
      }
      LockSupport.unpark(asked.waiter);
      return true;
    }

    /** What is given next; null when nothing ever will be. */
    private @Nullable Job next() {
      long since = System.nanoTime();
      Job next = job;
      while (next == null && !retired) {
        long idled = System.nanoTime() - since;
        if (idled < LOOK_NANOS) {
          Thread.onSpinWait();
        } else if (idled < IDLE_NANOS) {
          LockSupport.parkNanos(this, IDLE_NANOS - idled);
        } else {
          tired(this);
          since = System.nanoTime();
        }
        next = job;
      }
      return next;
    }
  }
}
