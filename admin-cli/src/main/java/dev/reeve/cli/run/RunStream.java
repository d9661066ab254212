package dev.reeve.cli.run;

import dev.reeve.cli.call.Invocation;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunServiceGrpc.RunServiceBlockingStub;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of one run in order, each once, over as many streams as it takes: one that breaks is opened anew behind the last event that
 * came. An interrupt ends the reading; the run goes on.
 */
final class RunStream implements AutoCloseable {

  /** Opens a stream of events behind a sequence number. */
  interface Opening {
    Iterator<List<RunEvent>> behind(RunServiceBlockingStub runs, long sequence);
  }

  private final KernelClient client;
  private final String run;
  private final @Nullable Deadline deadline;
  private final Reopening reopening;
  private long last;

  /**
   * A stream not yet opened.
   *
   * @param since sequence number of the last event that is not wanted
   * @param bound longest time for all of it; null: as long as it takes
   */
  RunStream(Invocation call, KernelClient client, String run, long since, @Nullable Duration bound) {
    this.client = client;
    this.run = run;
    this.last = since;
    this.deadline = bound == null ? null : Deadline.after(bound.toNanos(), TimeUnit.NANOSECONDS);
    this.reopening = new Reopening(call, client);
  }

  /**
   * Reads until a stream ends and nothing is missing.
   *
   * @param complete asked when a stream has ended: whether that was the end; else it is opened again
   * @throws ReeveException when the user left, the time is over, or streams end early again and again
   * @throws StatusRuntimeException when the kernel refuses, or does not come back
   */
  void read(Opening opening, Consumer<RunEvent> each, BooleanSupplier complete) {
    boolean whole;
    try {
      whole = reopening.untilEnd(() -> once(opening, each, complete));
    } catch (StatusRuntimeException failure) {
      throw told(failure);
    }
    if (!whole && reopening.left()) {
      throw report(LocalError.INTERRUPTED, "interrupted; run " + run + " goes on");
    }
    if (!whole) {
      throw ReeveException.local(LocalError.FAILED, "the kernel stopped telling about run " + run + ", which has not ended", remedy());
    }
  }

  private boolean once(Opening opening, Consumer<RunEvent> each, BooleanSupplier complete) {
    RunServiceBlockingStub stub = deadline == null ? client.runStreams() : client.runStreams().withDeadline(deadline);
    opening
        .behind(stub, last)
        .forEachRemaining(
            events -> {
              for (RunEvent event : events) {
                if (event.getSequence() > last) {
                  last = event.getSequence();
                  reopening.came();
                  each.accept(event);
                }
              }
            });
    return complete.getAsBoolean();
  }

  /** The failure as the user is told of it: that there was no more time does not end the run. */
  private RuntimeException told(StatusRuntimeException failure) {
    if (deadline != null && failure.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED && deadline.isExpired()) {
      return report(LocalError.TIMED_OUT, "run " + run + " goes on: it did not end in time");
    }
    return failure;
  }

  private ReeveException report(LocalError error, String message) {
    return new ReeveException(new ErrorReport(error.name(), message, remedy(), error.exit(), List.of(), Map.of("run", run), ""));
  }

  private String remedy() {
    return "go on with 'reeve run watch " + run + " --since " + last + "', or end it with 'reeve run cancel " + run + "'";
  }

  @Override
  public void close() {
    reopening.close();
  }
}
