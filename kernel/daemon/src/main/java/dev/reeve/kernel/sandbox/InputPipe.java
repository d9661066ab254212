package dev.reeve.kernel.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A program's standard input. Writers take turns; one that is not taken in time fails and closes it, as half a message may be through. */
final class InputPipe {

  private final ReentrantLock turn = new ReentrantLock(true);
  private final int fd;
  private final Readiness readiness;
  private final Duration deadline;
  private boolean closed;
  private volatile boolean cut;

  /** Owns the descriptor, which must not block. */
  InputPipe(int fd, Readiness readiness, Duration deadline) {
    this.fd = fd;
    this.readiness = readiness;
    this.deadline = deadline;
  }

  /** Hands all bytes over; STATE when it is closed, EXHAUSTED when the program did not take them in time. */
  void write(byte[] bytes) throws CapsuleException {
    long until = System.nanoTime() + deadline.toNanos();
    boolean mine = false;
    try {
      mine = turn.tryLock(deadline.toNanos(), TimeUnit.NANOSECONDS);
      if (!mine) {
        throw late();
      }
      send(bytes, until);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CapsuleException(Kind.STATE, "interrupted while writing to the program", interrupted);
    } finally {
      if (mine) {
        turn.unlock();
      }
    }
  }

  private void send(byte[] bytes, long until) throws CapsuleException {
    if (closed) {
      throw new CapsuleException(Kind.STATE, "the program's standard input is closed");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment content = arena.allocate(Math.max(1, bytes.length));
      MemorySegment.copy(bytes, 0, content, JAVA_BYTE, 0, bytes.length);
      int sent = 0;
      while (sent < bytes.length) {
        long count = Linux.call(SystemCall.WRITE, fd, content.address() + sent, bytes.length - sent);
        if (count >= 0) {
          sent += (int) count;
        } else if (count == -Linux.EAGAIN) {
          if (cut || System.nanoTime() >= until || Thread.currentThread().isInterrupted()) {
            shut();
            throw late();
          }
          readiness.await(fd, Readiness.WRITABLE, until);
        } else if (count != -Linux.EINTR) {
          shut();
          throw new CapsuleException(Kind.STATE, "the program's standard input is closed");
        }
      }
    }
  }

  private CapsuleException late() {
    return new CapsuleException(Kind.EXHAUSTED, "the program did not take its input within " + deadline);
  }

  /** No more input: the program reads the end. */
  void close() {
    turn.lock();
    try {
      shut();
    } finally {
      turn.unlock();
    }
  }

  /** Fails a writer that waits for the program to take more. */
  void cut() {
    cut = true;
    readiness.wake(fd);
  }

  private void shut() {
    if (!closed) {
      closed = true;
      readiness.forget(fd);
      Linux.close(fd);
    }
  }
}
