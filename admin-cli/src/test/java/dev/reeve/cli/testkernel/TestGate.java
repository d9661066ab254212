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
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls of marked methods are served by an approval of just their request only; each is asked about until then. */
public final class TestGate implements ServerInterceptor {

  private static final Metadata.Key<String> APPROVAL = Metadata.Key.of("reeve-approval", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<String> GIVEN = Context.key("approval");

  private final TestApprovals approvals;
  private final TestSessions sessions;
  private final Set<String> marked = ConcurrentHashMap.newKeySet();
  private final Map<String, String> inside = new ConcurrentHashMap<>();
  private volatile boolean denying;
  private volatile String exhausted = "";
  private volatile String lacking = "";
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

  /** Asks about this, too, once a call of that method was let through. */
  public void mark(String method, String capability) {
    mark(method);
    inside.put("reeve.v1." + method, capability);
  }

  /** Refuses every call from now on but those that prove a key. */
  public void denyAll() {
    denying = true;
  }

  /** Refuses calls of that method for want of a quota from now on. */
  public void exhaust(String method) {
    exhausted = "reeve.v1." + method;
  }

  /** Knows no such method from now on, as an older kernel. */
  public void lack(String method) {
    lacking = "reeve.v1." + method;
  }

  /** Lets whoever asks answer, too. */
  public void letThemselves() {
    selfAnswer = true;
  }

  /** So many people have to say yes. */
  public void needs(int people) {
    needs = people;
  }

  /** The approvals the present call came with. */
  static List<String> given() {
    return List.of(Objects.requireNonNullElse(GIVEN.get(), "").split(","));
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
    Question asked = question(capability, description, arguments).setNeeds(needs).build();
    return given().stream().anyMatch(id -> approvals.use(id, asked));
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
    if (denying && !method.startsWith("reeve.v1.SessionService/Auth")) {
      StatusRuntimeException denied = Refusal.of("PERMISSION_DENIED", Code.PERMISSION_DENIED, "denied: " + method, Map.of());
      call.close(denied.getStatus(), Objects.requireNonNull(denied.getTrailers()));
      return new ServerCall.Listener<>() {};
    }
    if (lacking.equals(method)) {
      call.close(Status.UNIMPLEMENTED.withDescription("Method " + method + " is unimplemented"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    if (exhausted.equals(method)) {
      StatusRuntimeException used = Refusal.of("RESOURCE_EXHAUSTED", Code.RESOURCE_EXHAUSTED, "max_calls is used up", Map.of("quota", "max_calls"));
      call.close(used.getStatus(), Objects.requireNonNull(used.getTrailers()));
      return new ServerCall.Listener<>() {};
    }
    String given = headers.get(APPROVAL);
    Context context = given == null ? Context.current() : Context.current().withValue(GIVEN, given);
    ServerCall.Listener<Q> inner = Contexts.interceptCall(context, call, headers, next);
    if (!marked.contains(method)) {
      return inner;
    }
    return new SimpleForwardingServerCallListener<>(inner) {
      private @Nullable String shut;

      @Override
      public void onMessage(Q message) {
        String request = json((Message) message);
        context.run(
            () -> shut = Stream.of(method, inside.getOrDefault(method, method)).distinct().filter(each -> !opened(each, "call " + each, request)).findFirst().orElse(null));
        String what = shut;
        if (what != null) {
          StatusRuntimeException[] refused = new StatusRuntimeException[1];
          context.run(() -> refused[0] = ask(what, "call " + what, request));
          call.close(refused[0].getStatus(), Objects.requireNonNull(refused[0].getTrailers()));
        } else {
          super.onMessage(message);
        }
      }

      @Override
      public void onHalfClose() {
        if (shut == null) {
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
