package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The three pipes between the kernel and a program; the kernel's ends never block. */
final class Pipes {

  private final Readiness readiness;
  private final Duration inputDeadline;
  private final int[] in;
  private final int[] out;
  private final int[] err;
  private boolean childEndsOpen = true;

  private Pipes(Readiness readiness, Duration inputDeadline, int[] in, int[] out, int[] err) {
    this.readiness = readiness;
    this.inputDeadline = inputDeadline;
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /**
   * Opens them.
   *
   * @param owner who may open them again by their {@code /dev/fd} names; null: the kernel's user
   */
  static Pipes open(Readiness readiness, Duration inputDeadline, SandboxOptions.@Nullable RunUser owner) throws IOException {
    int[] in = Linux.pipe();
    int[] out = {-1, -1};
    int[] err = {-1, -1};
    try {
      out = Linux.pipe();
      err = Linux.pipe();
      Linux.nonBlocking(in[1]);
      Linux.nonBlocking(out[0]);
      Linux.nonBlocking(err[0]);
      if (owner != null) {
        for (int end : new int[] {in[0], out[1], err[1]}) {
          Linux.must("fchown", Linux.call(SystemCall.FCHOWN, end, owner.uid(), owner.gid()));
        }
      }
      return new Pipes(readiness, inputDeadline, in, out, err);
    } catch (IOException failure) {
      for (int[] pair : List.of(in, out, err)) {
        for (int end : pair) {
          if (end >= 0) {
            Linux.close(end);
          }
        }
      }
      throw failure;
    }
  }

  /** What the program gets as 0, 1 and 2. */
  List<Integer> childEnds() {
    return List.of(in[0], out[1], err[1]);
  }

  void closeChildEnds() {
    if (childEndsOpen) {
      childEndsOpen = false;
      childEnds().forEach(Linux::close);
    }
  }

  /** Only where nothing was made of them below. */
  void closeOwnEnds() {
    List.of(in[1], out[0], err[0]).forEach(Linux::close);
  }

  InputPipe input() {
    return new InputPipe(in[1], readiness, inputDeadline);
  }

  OutputPump output(Consumer<byte[]> reader) {
    return new OutputPump(out[0], readiness, reader);
  }

  OutputPump errors(Consumer<byte[]> reader) {
    return new OutputPump(err[0], readiness, reader);
  }
}
