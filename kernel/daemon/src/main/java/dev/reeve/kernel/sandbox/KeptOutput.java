package dev.reeve.kernel.sandbox;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** The first bytes of a stream, up to a bound; those after it are counted as lost and dropped. */
final class KeptOutput implements Consumer<byte[]> {

  private final int bound;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean lost;

  KeptOutput(int bound) {
    this.bound = bound;
  }

  @Override
  public synchronized void accept(byte[] bytes) {
    int fitting = Math.min(bytes.length, bound - kept.size());
    kept.write(bytes, 0, fitting);
    lost |= fitting < bytes.length;
  }

  synchronized byte[] bytes() {
    return kept.toByteArray();
  }

  /** Whether there were more. */
  synchronized boolean lost() {
    return lost;
  }
}
