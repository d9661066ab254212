package dev.reeve.cli.testkernel;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalRequired;
import dev.reeve.v1.Question;
import dev.reeve.v1.QuestionKind;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Calls of marked methods are served by an approval of just their request only; each is asked about until then. */
public final class TestGate implements ServerInterceptor {

  private static final Metadata.Key<String> APPROVAL = Metadata.Key.of("reeve-approval", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<String> GIVEN = Context.key("approval");

  private final TestApprovals approvals;
  private final TestSessions sessions;
  private final Set<String> marked = ConcurrentHashMap.newKeySet();
  private volatile boolean selfAnswer;
  private volatile int needs = 1;

  TestGate(TestApprovals approvals, TestSessions sessions) {
    this.approvals = approvals;
    this.sessions = sessions;
  }

  /** Asks about calls of a method, such as {@code AdminService/QuotaSet}, from now on. */
  public void mark(String method) {
    marked.add("reeve.v1." + method);
  }

  /** Lets whoever asks answer, too. */
  public void letThemselves() {
    selfAnswer = true;
  }

  /** So many people have to say yes. */
  public void needs(int people) {
    needs = people;
  }

  /** The approval the present call came with; empty: none. */
  static String given() {
    return Objects.requireNonNullElse(GIVEN.get(), "");
  }

  /** What a call is refused with that needs an approval for this. */
  StatusRuntimeException ask(String capability, String description, String arguments) {
    String id = approvals.ask(question(capability, description, arguments).setNeeds(needs));
    approvals.change(id, approval -> approval.setSelfAnswer(selfAnswer));
    Approval asked = approvals.get(id);
    ApprovalRequired required =
        ApprovalRequired.newBuilder()
            .setRequestId(id)
            .setDescription(description)
            .addCapabilities(capability)
            .setDigest(asked.getDigest())
            .setExpiresAt(asked.getExpiresAt())
            .build();
    return Refusal.approval(required);
  }

  /** Whether the present call may be served by the approval it came with, which is used then. */
  boolean opened(String capability, String description, String arguments) {
    return approvals.use(given(), question(capability, description, arguments).setNeeds(needs).build());
  }

  private Question.Builder question(String capability, String description, String arguments) {
    return TestApprovals.question(description, arguments)
        .setKind(QuestionKind.QUESTION_KIND_CALL)
        .setAsker(sessions.caller())
        .clearCapabilities()
        .addCapabilities(capability);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    String given = headers.get(APPROVAL);
    Context context = given == null ? Context.current() : Context.current().withValue(GIVEN, given);
    ServerCall.Listener<Q> inner = Contexts.interceptCall(context, call, headers, next);
    if (!marked.contains(method)) {
      return inner;
    }
    return new SimpleForwardingServerCallListener<>(inner) {
      private boolean shut;

      @Override
      public void onMessage(Q message) {
        context.run(() -> shut = !opened(method, "call " + method, json((Message) message)));
        if (shut) {
          StatusRuntimeException[] refused = new StatusRuntimeException[1];
          context.run(() -> refused[0] = ask(method, "call " + method, json((Message) message)));
          call.close(refused[0].getStatus(), Objects.requireNonNull(refused[0].getTrailers()));
        } else {
          super.onMessage(message);
        }
      }

      @Override
      public void onHalfClose() {
        if (!shut) {
          super.onHalfClose();
        }
      }
    };
  }

  private static String json(Message message) {
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(message);
    } catch (InvalidProtocolBufferException unknownAny) {
      throw new IllegalStateException(unknownAny);
    }
  }
}
