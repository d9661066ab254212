package dev.reeve.client;

import dev.reeve.v1.ApprovalRequired;
import dev.reeve.v1.ApprovalServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a call that needed an approval once there is one: the same request, under the same deadline from then on, with the approval in its
 * metadata. What else it then turns out to need is asked for, too, and it is repeated with all of them, up to {@value #MOST} times, each only
 * where nothing of its answer has come; calls that send more than one message, and those
 * about approvals, are not.
 */
final class ApprovedCalls implements ClientInterceptor {

  /** For calls whose answers would come on the thread of the connection, which nothing may block. */
  private static final Executor ANOTHER_THREAD = task -> Thread.ofVirtual().name("approval").start(task);

  /** As many approvals as the kernel takes with one call. */
  private static final int MOST = 8;

  private volatile @Nullable Function<ApprovalRequired, Optional<String>> approver;

  /** Asks this for approvals from now on; it may block, and throw a {@link ReeveException}. */
  void ask(Function<ApprovalRequired, Optional<String>> whom) {
    approver = whom;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    Function<ApprovalRequired, Optional<String>> whom = approver;
    boolean about = ApprovalServiceGrpc.SERVICE_NAME.equals(method.getServiceName());
    if (whom == null || about || !method.getType().clientSendsOneMessage()) {
      return next.newCall(method, options);
    }
    CallOptions blockable = options.getExecutor() == null ? options.withExecutor(ANOTHER_THREAD) : options;
    Deadline deadline = options.getDeadline();
    long nanos = deadline == null ? 0 : deadline.timeRemaining(TimeUnit.NANOSECONDS);
    return new Repeatable<>(
        next.newCall(method, blockable),
        () -> next.newCall(method, deadline == null ? blockable : blockable.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS)),
        whom);
  }

  /** A call as its caller sees it, over all its attempts. */
  private static final class Repeatable<Q, A> extends ForwardingClientCall<Q, A> {

    private final Supplier<ClientCall<Q, A>> again;
    private final Function<ApprovalRequired, Optional<String>> whom;
    private final Metadata own = new Metadata();
    private final Set<String> approvals = new LinkedHashSet<>();
    private volatile ClientCall<Q, A> attempt;
    private volatile @Nullable Q message;
    private int wanted;

    Repeatable(ClientCall<Q, A> first, Supplier<ClientCall<Q, A>> again, Function<ApprovalRequired, Optional<String>> whom) {
      this.attempt = first;
      this.again = again;
      this.whom = whom;
    }

    @Override
    protected ClientCall<Q, A> delegate() {
      return attempt;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      own.merge(headers);
      super.start(new Attempt(listener), headers);
    }

    @Override
    public void sendMessage(Q request) {
      message = request;
      super.sendMessage(request);
    }

    @Override
    public void request(int more) {
      wanted += more;
      super.request(more);
    }

    private void repeat(Listener<A> listener) {
      Metadata headers = new Metadata();
      headers.merge(own);
      headers.put(CallHeaders.APPROVAL, String.join(",", approvals));
      ClientCall<Q, A> repeated = again.get();
      attempt = repeated;
      repeated.start(new Attempt(listener), headers);
      repeated.request(wanted);
      repeated.sendMessage(Objects.requireNonNull(message, "a call that was answered was sent"));
      repeated.halfClose();
    }

    private final class Attempt extends SimpleForwardingClientCallListener<A> {

      private boolean began;

      Attempt(Listener<A> listener) {
        super(listener);
      }

      @Override
      public void onMessage(A answer) {
        began = true;
        super.onMessage(answer);
      }

      @Override
      public void onClose(Status status, Metadata trailers) {
        Optional<ApprovalRequired> asked =
            began || approvals.size() == MOST ? Optional.empty() : StatusReport.approvalRequired(status, trailers);
        Optional<String> approval;
        try {
          approval = asked.flatMap(whom);
        } catch (StatusRuntimeException refused) {
          super.onClose(refused.getStatus(), Objects.requireNonNullElseGet(refused.getTrailers(), Metadata::new));
          return;
        } catch (RuntimeException refused) {
          super.onClose(Status.FAILED_PRECONDITION.withDescription(refused.getMessage()).withCause(refused), new Metadata());
          return;
        }
        if (approval.filter(approvals::add).isPresent()) {
          repeat(delegate());
        } else {
          super.onClose(status, trailers);
        }
      }
    }
  }
}
