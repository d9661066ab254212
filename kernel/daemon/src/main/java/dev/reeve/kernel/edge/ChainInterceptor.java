package dev.reeve.kernel.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.reeve.kernel.approval.Asking;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.figures.MeasuredCall;
import dev.reeve.kernel.store.DiskReserve;
import dev.reeve.kernel.store.Effect;
import dev.reeve.kernel.store.Ids;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Leads each gRPC call through the {@link RequestChain} when its first message is there, and its answer past the outcome. */
final class ChainInterceptor implements ServerInterceptor {

  static final Metadata.Key<String> REQUEST_ID = Metadata.Key.of("reeve-request-id", Metadata.ASCII_STRING_MARSHALLER);
  static final Metadata.Key<String> APPROVAL = Metadata.Key.of("reeve-approval", Metadata.ASCII_STRING_MARSHALLER);
  static final Metadata.Key<String> PRINCIPAL = Metadata.Key.of("reeve-principal", Metadata.ASCII_STRING_MARSHALLER);
  private static final int MOST_APPROVALS = 8;
  private static final String UNKNOWN = "unknown";
  private static final Pattern REQUEST_ID_FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final RequestChain chain;
  private final Function<String, @Nullable MethodPolicy> methods;

  ChainInterceptor(RequestChain chain, Function<String, @Nullable MethodPolicy> methods) {
    this.chain = chain;
    this.methods = methods;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String given = headers.get(REQUEST_ID);
    boolean usable = given != null && REQUEST_ID_FORM.matcher(given).matches();
    String requestId = usable && given != null ? given : Ids.nextText();
    MethodPolicy method = methods.apply(call.getMethodDescriptor().getFullMethodName());
    MeasuredCall measured = method == null ? chain.figures().begin(UNKNOWN, false) : chain.figures().begin(method.method(), method.watches());
    AnsweringCall<Q, R> answering = new AnsweringCall<>(call, requestId, measured);
    if (given != null && !usable) {
      return answering.refuse(KernelException.invalid("reeve-request-id", "1 to 64 of [A-Za-z0-9_-]"));
    }
    if (method == null) {
      return answering.refuse(new KernelException(dev.reeve.v1.ErrorCode.ERROR_CODE_UNIMPLEMENTED, "no such call"));
    }
    if (Methods.isHealth(method)) {
      return next.startCall(answering, headers);
    }
    String brought = headers.get(APPROVAL);
    List<String> approvals = brought == null ? List.of() : List.of(brought.split(",", -1));
    if (approvals.size() > MOST_APPROVALS || !approvals.stream().allMatch(Ids::isId)) {
      return answering.refuse(KernelException.invalid("reeve-approval", "is the id of an approval, or of at most " + MOST_APPROVALS + " between commas"));
    }
    Caller run = call.getAttributes().get(Arrival.RUN);
    if (run != null && headers.get(PRINCIPAL) != null) {
      return answering.refuse(
          new KernelException(
              dev.reeve.v1.ErrorCode.ERROR_CODE_PERMISSION_DENIED, "who calls on a run's socket is the run: " + PRINCIPAL.name() + " is not taken"));
    }
    Arrival arrival =
        run == null
            ? Arrival.on(
                call.getAttributes().get(PeerIdentity.CONNECTION), requestId, headers.get(PRINCIPAL), usable, approvals)
            : Arrival.of(run, requestId);
    return new Admitting<>(next.startCall(answering, headers), answering, measured, arrival, method);
  }

  private final class Admitting<Q, R> extends SimpleForwardingServerCallListener<Q> {

    private final AnsweringCall<Q, R> call;
    private final MeasuredCall measured;
    private final Arrival arrival;
    private final MethodPolicy method;
    private @Nullable Admission admission;
    private boolean refused;
    private boolean asked;

    Admitting(ServerCall.Listener<Q> delegate, AnsweringCall<Q, R> call, MeasuredCall measured, Arrival arrival, MethodPolicy method) {
      super(delegate);
      this.call = call;
      this.measured = measured;
      this.arrival = arrival;
      this.method = method;
    }

    @Override
    public void onMessage(Q message) {
      Admission before = admission;
      guarded(
          () -> {
            Admission admitted = chain.admit(arrival, method, subject((Message) message), measured);
            admission = admitted;
            call.admitted(admitted);
            Throttle throttle = call.getAttributes().get(Throttle.KEY);
            if (throttle != null && admitted.caller().principal() != null) {
              throttle.identified(chain.meter(admitted.caller()));
            }
          },
          admission == null || method.eachMessage());
      recheck(before);
      ByteString given = admission == null || refused ? null : admission.given();
      if (given != null) {
        guarded(() -> call.again(given), true);
        refused = true;
        return;
      }
      guarded(() -> super.onMessage(message), true);
      if (method.eachMessage()) {
        call.opened();
      }
    }

    /** The message whose fields are authorized and recorded: of a client stream, the header of its first part. */
    private Message subject(Message message) {
      if (!method.streamsIn() || method.authorization().getUnauthenticated()) {
        return message;
      }
      for (Object part : message.getAllFields().values()) {
        if (part instanceof Message header) {
          return header;
        }
      }
      throw KernelException.invalid("header", "the first message of the stream must hold it");
    }

    /** What a stream was admitted for must hold for each of its messages. */
    private void recheck(@Nullable Admission before) {
      if (before != null) {
        guarded(() -> chain.recheck(before), method.streamsIn());
      }
    }

    @Override
    public void onHalfClose() {
      recheck(admission);
      asked = admission != null;
      guarded(super::onHalfClose, true);
      call.opened();
    }

    @Override
    public void onReady() {
      guarded(super::onReady, true);
    }

    @Override
    public void onCancel() {
      if (!refused) {
        super.onCancel();
      }
      call.cancelled(asked);
    }

    private void urgently(Runnable step) {
      if (method.authorization().getUrgent()) {
        ScopedValue.where(DiskReserve.URGENT, true).run(step);
      } else {
        step.run();
      }
    }

    private void guarded(Runnable step, boolean wanted) {
      if (refused || !wanted) {
        return;
      }
      try {
        if (admission == null) {
          urgently(step);
        } else if (admission.hasIntent()) {
          ScopedValue.where(Admission.CURRENT, admission)
              .where(Caller.CURRENT, admission.caller())
              .where(Effect.CURRENT, admission.effect())
              .where(Asking.CURRENT, admission.asking())
              .run(() -> urgently(step));
        } else {
          ScopedValue.where(Admission.CURRENT, admission).where(Caller.CURRENT, admission.caller()).run(step);
        }
      } catch (RuntimeException e) {
        refused = true;
        call.fail(e);
      }
    }
  }
}
