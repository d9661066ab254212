package dev.reeve.kernel.edge;

import dev.reeve.kernel.fault.KernelException;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The answering side of a call. Where an outcome is recorded, the last message is held back until it is: what the client reads as
 * success is durable. Every answer carries the request id.
 */
final class AnsweringCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

  private final String requestId;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Admission admission;
  private @Nullable Session counted;
  private @Nullable R held;

  AnsweringCall(ServerCall<Q, R> call, String requestId) {
    super(call);
    this.requestId = requestId;
  }

  void admitted(Admission admitted, Instant now) {
    this.admission = admitted;
    Session session = admitted.session();
    if (session != counted) {
      over();
      counted = session;
      if (session != null) {
        session.began(now);
      }
    }
  }

  /** The call is over, also for its client. */
  void over() {
    Session session = counted;
    counted = null;
    if (session != null) {
      session.over();
    }
  }

  @Override
  public void sendHeaders(Metadata headers) {
    headers.put(ChainInterceptor.REQUEST_ID, requestId);
    super.sendHeaders(headers);
  }

  @Override
  public void sendMessage(R message) {
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
    try {
      Admission admitted = admission;
      if (admitted != null) {
        admitted.finish(status.getCode().name(), status.isOk() ? "" : summary(status));
      }
    } catch (KernelException e) {
      StatusRuntimeException unavailable = ErrorMapping.status(e, requestId);
      super.close(unavailable.getStatus(), trailersOf(unavailable));
      return;
    }
    if (status.isOk()) {
      release();
    }
    trailers.discardAll(ChainInterceptor.REQUEST_ID);
    trailers.put(ChainInterceptor.REQUEST_ID, requestId);
    super.close(status, trailers);
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

  /** The client went away: the outcome says so, unless the operation still answers. */
  void cancelled() {
    Admission admitted = admission;
    if (admitted != null && getMethodDescriptor().getType().serverSendsOneMessage()) {
      return;
    }
    if (admitted != null && closed.compareAndSet(false, true)) {
      admitted.finish("CANCELLED", "the client went away");
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
