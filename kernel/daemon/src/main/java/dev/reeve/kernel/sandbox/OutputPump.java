package dev.reeve.kernel.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** Carries one output stream of a program to its reader, in pieces of at most 64 KiB, on a virtual thread, until nobody can write it. */
final class OutputPump implements Runnable {

  private static final int PIECE = 64 * 1024;
  private static final System.Logger LOG = System.getLogger(OutputPump.class.getName());

  private final int fd;
  private final Readiness readiness;
  private final Consumer<byte[]> reader;
  private volatile boolean cut;

  /** Owns the descriptor, which must not block. */
  OutputPump(int fd, Readiness readiness, Consumer<byte[]> reader) {
    this.fd = fd;
    this.readiness = readiness;
    this.reader = reader;
  }

  @Override
  public void run() {
    boolean heard = true;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment piece = arena.allocate(PIECE);
      while (true) {
        long count = Linux.call(SystemCall.READ, fd, piece.address(), PIECE);
        if (count > 0) {
          heard = heard && hand(piece.asSlice(0, count).toArray(JAVA_BYTE));
        } else if (count == -Linux.EAGAIN && !cut) {
          readiness.await(fd, Readiness.READABLE, System.nanoTime() + Long.MAX_VALUE / 2);
        } else if (count != -Linux.EINTR) {
          return;
        }
      }
    } finally {
      readiness.forget(fd);
      Linux.close(fd);
    }
  }

  /** A reader that throws hears no more; the program is not held up by it. */
  private boolean hand(byte[] bytes) {
    try {
      reader.accept(bytes);
      return true;
    } catch (RuntimeException failure) {
      LOG.log(System.Logger.Level.WARNING, "a reader of a run's output failed; the rest of it is dropped", failure);
      return false;
    }
  }

  /** Ends the pump once what is there has been read, though somebody could still write. */
  void cut() {
    cut = true;
    readiness.wake(fd);
  }
}
