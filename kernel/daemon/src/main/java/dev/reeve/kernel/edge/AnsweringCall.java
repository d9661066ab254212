package dev.reeve.kernel.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.figures.MeasuredCall;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The answering side of a call. Where an outcome is recorded, the last message is held back until it is: what the client reads as
 * success is durable; of a stream that fails, each step it came to is sent. Every answer carries the request id.
 */
final class AnsweringCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

  private final String requestId;
  private final MeasuredCall measured;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Admission admission;
  private @Nullable R held;

  AnsweringCall(ServerCall<Q, R> call, String requestId, MeasuredCall measured) {
    super(call);
    this.requestId = requestId;
    this.measured = measured;
  }

  /** Its request was let through; of a stream of requests, the next one. */
  void admitted(Admission admitted) {
    Admission before = admission;
    admission = admitted;
    if (before != null) {
      before.release();
    }
  }

  /** What was asked has been taken up; a stream of answers is open now. */
  void opened() {
    measured.opened();
    Admission admitted = admission;
    if (admitted != null) {
      admitted.opened();
    }
  }

  /** Answers as it was answered before. */
  void again(ByteString given) {
    R message = getMethodDescriptor().parseResponse(given.newInput());
    sendHeaders(new Metadata());
    sendMessage(message);
    close(Status.OK, new Metadata());
  }

  @Override
  public void sendHeaders(Metadata headers) {
    headers.put(ChainInterceptor.REQUEST_ID, requestId);
    super.sendHeaders(headers);
  }

  @Override
  public void sendMessage(R message) {
    measured.opened();
    R before = held;
    held = message;
    if (before != null) {
      super.sendMessage(before);
    }
    Admission admitted = admission;
    if (admitted == null || !admitted.hasIntent()) {
      release();
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Admission admitted = admission;
    try {
      if (admitted != null) {
        admitted.finish(
            status.getCode().name(), status.isOk() ? "" : summary(status), status.isOk() && held instanceof Message answer ? answer : null);
      }
      ended(status);
    } catch (KernelException e) {
      measured.failed();
      StatusRuntimeException unavailable = ErrorMapping.status(e, requestId);
      super.close(unavailable.getStatus(), trailersOf(unavailable));
      return;
    } finally {
      if (admitted != null) {
        admitted.release();
      }
    }
    if (status.isOk() || !getMethodDescriptor().getType().serverSendsOneMessage()) {
      release();
    }
    trailers.discardAll(ChainInterceptor.REQUEST_ID);
    trailers.put(ChainInterceptor.REQUEST_ID, requestId);
    super.close(status, trailers);
  }

  private void ended(Status status) {
    if (status.isOk()) {
      measured.answered();
    } else if (status.getCode() == Status.Code.CANCELLED) {
      measured.left();
    } else {
      measured.failed();
    }
  }

  /** Ends the call with an error. */
  void fail(Throwable thrown) {
    StatusRuntimeException error = ErrorMapping.status(ErrorMapping.known(thrown, requestId), requestId);
    close(error.getStatus(), trailersOf(error));
  }

  /** Ends the call with an error and takes nothing more of it. */
  ServerCall.Listener<Q> refuse(KernelException error) {
    fail(error);
    return new ServerCall.Listener<>() {};
  }

  /**
   * The client went away: the outcome says so, unless the operation still answers.
   *
   * @param asked whether the request was there as a whole, so that it is being served
   */
  void cancelled(boolean asked) {
    Admission admitted = admission;
    if (admitted == null || (asked && getMethodDescriptor().getType().serverSendsOneMessage())) {
      return;
    }
    if (closed.compareAndSet(false, true)) {
      measured.left();
      try {
        admitted.finish("CANCELLED", "the client went away");
      } finally {
        admitted.release();
      }
    }
  }

  private void release() {
    R message = held;
    held = null;
    if (message != null) {
      super.sendMessage(message);
    }
  }

  private static String summary(Status status) {
    String text = String.valueOf(status.getDescription());
    return text.length() <= 256 ? text : text.substring(0, 256) + "…";
  }

  private Metadata trailersOf(StatusRuntimeException error) {
    Metadata trailers = error.getTrailers() == null ? new Metadata() : error.getTrailers();
    trailers.put(ChainInterceptor.REQUEST_ID, requestId);
    return trailers;
  }
}
