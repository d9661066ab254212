package dev.reeve.cli.run;

import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.KernelClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Reads streams that break: each break is waited out, longer every time, and the next stream opened. Gives up when several in a row bring
 * nothing. An interrupt ends the reading.
 */
final class Reopening implements AutoCloseable {

  /** How long each break is waited out, while nothing comes. */
  private static final List<Integer> PAUSES_MILLIS = List.of(100, 200, 400, 800, 1_600, 3_200);

  private final Invocation call;
  private final KernelClient client;
  private final CountDownLatch left = new CountDownLatch(1);
  private final Interrupts.Registration onInterrupt;
  private int breaks;

  Reopening(Invocation call, KernelClient client) {
    this.call = call;
    this.client = client;
    this.onInterrupt = call.surroundings().interrupts().register(this::leave);
  }

  /** Something came: the next break is the first again. */
  void came() {
    breaks = 0;
  }

  /** Whether the user interrupted it. */
  boolean left() {
    return left.getCount() == 0;
  }

  private void leave() {
    left.countDown();
    client.close();
  }

  /**
   * Reads until a stream was the last one.
   *
   * @param stream reads one stream to its end, and answers whether it was the last
   * @return false when streams ended early again and again, or the user left
   * @throws StatusRuntimeException what broke the last stream
   */
  boolean untilEnd(BooleanSupplier stream) {
    while (!left()) {
      try {
        if (stream.getAsBoolean()) {
          return true;
        }
        if (!again()) {
          return false;
        }
      } catch (StatusRuntimeException broken) {
        boolean goesOn = passing(broken) && again();
        if (!goesOn && !left()) {
          throw broken;
        }
      } catch (RuntimeException defect) {
        // A connection that is closed while something is asked for fails in many ways.
        if (!left()) {
          throw defect;
        }
      }
    }
    return false;
  }

  private boolean again() {
    if (left() || breaks == PAUSES_MILLIS.size() || client.sessionEnded() != null) {
      return false;
    }
    if (breaks == 0) {
      call.tell("the kernel's answer broke off; asking again");
    }
    try {
      return !left.await(PAUSES_MILLIS.get(breaks++), TimeUnit.MILLISECONDS);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether it may be over when the stream is opened again: the connection, not the kernel's word, or a reader that was too slow. */
  private static boolean passing(StatusRuntimeException broken) {
    Status.Code code = broken.getStatus().getCode();
    com.google.rpc.Status status = StatusProto.fromThrowable(broken);
    boolean reasoned = status != null && status.getDetailsCount() > 0;
    return switch (code) {
      case UNAVAILABLE, CANCELLED, RESOURCE_EXHAUSTED -> true;
      case INTERNAL, UNKNOWN -> !reasoned;
      default -> false;
    };
  }

  @Override
  public void close() {
    onInterrupt.close();
  }
}
