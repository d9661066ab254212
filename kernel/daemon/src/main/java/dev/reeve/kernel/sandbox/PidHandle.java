package dev.reeve.kernel.sandbox;

import java.util.Optional;

/** A process held by a descriptor, which stays with it: should its number become another's, a signal reaches nobody. */
record PidHandle(int descriptor) implements AutoCloseable {

  /** Empty for a process that is gone. */
  static Optional<PidHandle> of(int pid) {
    long held = Linux.call(SystemCall.PIDFD_OPEN, pid, 0);
    return held < 0 ? Optional.empty() : Optional.of(new PidHandle((int) held));
  }

  /** 0, or {@code -errno}. */
  long signal(int number) {
    return Linux.call(SystemCall.PIDFD_SEND_SIGNAL, descriptor, number, 0, 0);
  }

  @Override
  public void close() {
    Linux.close(descriptor);
  }
}
