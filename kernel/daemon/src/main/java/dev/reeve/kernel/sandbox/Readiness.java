package dev.reeve.kernel.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a virtual thread wait until a pipe can be read or written without holding its carrier: one platform thread waits on epoll for all.
 * One waiter a descriptor.
 */
final class Readiness implements AutoCloseable {

  static final int READABLE = 1;
  static final int WRITABLE = 4;

  private static final int ONE_SHOT = 1 << 30;
  private static final int ADD = 1;
  private static final int DELETE = 2;
  private static final int MODIFY = 3;
  private static final int BATCH = 64;
  private static final int EFD_CLOEXEC = Linux.O_CLOEXEC;

  /** The struct is packed on x86-64 only. */
  private static final boolean PACKED = Architecture.current().filter(Architecture.X86_64::equals).isPresent();

  private static final int DATA_AT = PACKED ? 4 : 8;
  private static final int STRIDE = PACKED ? 12 : 16;

  private final ConcurrentMap<Integer, Waiter> waiters = new ConcurrentHashMap<>();
  private final int epoll;
  private final int bell;
  private final Thread thread;
  private volatile boolean closed;

  Readiness() throws IOException {
    epoll = (int) Linux.must("epoll_create1", Linux.call(SystemCall.EPOLL_CREATE1, Linux.O_CLOEXEC));
    bell = (int) Linux.must("eventfd2", Linux.call(SystemCall.EVENTFD2, 0, EFD_CLOEXEC));
    control(ADD, bell, READABLE);
    thread = Thread.ofPlatform().name("reeve-sandbox-pipes").daemon().start(this::watch);
  }

  private static final class Waiter {
    final Thread thread = Thread.currentThread();
    volatile boolean ready;
  }

  /** Waits until the descriptor is ready, it is woken, or the time is past; may also return early. */
  void await(int fd, int events, long untilNanos) {
    Waiter waiter = new Waiter();
    waiters.put(fd, waiter);
    try {
      if (control(MODIFY, fd, events | ONE_SHOT) == -Linux.ENOENT && control(ADD, fd, events | ONE_SHOT) < 0) {
        return;
      }
      while (!waiter.ready && !closed) {
        long left = untilNanos - System.nanoTime();
        if (left <= 0 || Thread.interrupted()) {
          return;
        }
        LockSupport.parkNanos(this, left);
      }
    } finally {
      waiters.remove(fd, waiter);
    }
  }

  /** Ends a wait on that descriptor, if there is one. */
  void wake(int fd) {
    Waiter waiter = waiters.get(fd);
    if (waiter != null) {
      waiter.ready = true;
      LockSupport.unpark(waiter.thread);
    }
  }

  /** Before the descriptor is closed. */
  void forget(int fd) {
    control(DELETE, fd, 0);
  }

  private long control(int operation, int fd, int events) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(16, 8);
      event.set(JAVA_INT_UNALIGNED, 0, events);
      event.set(JAVA_INT_UNALIGNED, DATA_AT, fd);
      return Linux.call(SystemCall.EPOLL_CTL, epoll, operation, fd, event.address());
    }
  }

  private void watch() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment events = arena.allocate((long) STRIDE * BATCH, 8);
      while (!closed) {
        long count = Linux.call(SystemCall.EPOLL_PWAIT, epoll, events.address(), BATCH, -1);
        for (long at = 0; at < count; at++) {
          wake(events.get(JAVA_INT_UNALIGNED, at * STRIDE + DATA_AT));
        }
      }
    } finally {
      Linux.close(bell);
      Linux.close(epoll);
    }
  }

  @Override
  public void close() {
    closed = true;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(8, 8);
      one.set(JAVA_INT_UNALIGNED, 0, 1);
      Linux.call(SystemCall.WRITE, bell, one.address(), 8);
    }
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
