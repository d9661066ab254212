package dev.reeve.kernel.edge;

import com.google.protobuf.Message;
import dev.reeve.kernel.approval.ApprovalOperations;
import dev.reeve.kernel.approval.Asking;
import dev.reeve.kernel.approval.Clearance;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.capsule.ToolOperations;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.figures.MeasuredCall;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.run.RunTools;
import dev.reeve.kernel.store.Effect;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.ApprovalServiceGrpc;
import dev.reeve.v1.AskRequest;
import dev.reeve.v1.CallToolRequest;
import dev.reeve.v1.ToolServiceGrpc;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run's own channel: its tool calls go through the same chain as calls on the socket, as the run. */
final class RunChannel implements RunTools {

  private final RequestChain chain;
  private final ToolOperations tools;
  private final ApprovalOperations approvals;
  private final MethodPolicy call;
  private final MethodPolicy ask;

  RunChannel(RequestChain chain, ToolOperations tools, ApprovalOperations approvals) {
    this.chain = chain;
    this.tools = tools;
    this.approvals = approvals;
    this.call = policy(ToolServiceGrpc.getCallMethod().getSchemaDescriptor());
    this.ask = policy(ApprovalServiceGrpc.getAskMethod().getSchemaDescriptor());
  }

  private static MethodPolicy policy(@Nullable Object schema) {
    if (!(schema instanceof ProtoMethodDescriptorSupplier supplier)) {
      throw new IllegalStateException("the contract's stubs carry their descriptors");
    }
    return MethodPolicy.of(supplier.getMethodDescriptor());
  }

  @Override
  public Answer call(Caller caller, String name, String input) {
    CallToolRequest request = CallToolRequest.newBuilder().setName(name).setInput(input).build();
    return answered(caller, call, request, () -> JsonText.parse(tools.call(name, input)));
  }

  @Override
  public Answer ask(Caller caller, String topic, String description, String arguments) {
    AskRequest request = AskRequest.newBuilder().setTopic(topic).setDescription(description).setArguments(arguments).build();
    return answered(
        caller, ask, request,
        () -> {
          Clearance clearance = approvals.ask(topic, description, arguments);
          return new TreeMap<>(Map.of("approval", clearance.approval(), "rule", clearance.rule()));
        });
  }

  /** What a call does once it is admitted. */
  private interface Work {
    @Nullable Object output() throws JsonText.NotJsonException;
  }

  private Answer answered(Caller caller, MethodPolicy method, Message request, Work work) {
    MeasuredCall measured = chain.figures().begin(method.method(), method.watches());
    Answer answer = answered(caller, method, request, work, measured);
    if (answer.ok()) {
      measured.answered();
    } else {
      measured.failed();
    }
    return answer;
  }

  private Answer answered(Caller caller, MethodPolicy method, Message request, Work work, MeasuredCall measured) {
    String requestId = Ids.nextText();
    String effect = "";
    try {
      Admission admission = chain.admit(new Arrival(requestId, null, null, caller), method, request, measured);
      effect = admission.effectId();
      try {
        return admitted(admission, work, requestId);
      } finally {
        admission.release();
      }
    } catch (RuntimeException e) {
      return failed(ErrorMapping.known(e, requestId), effect);
    }
  }

  private Answer admitted(Admission admission, Work work, String requestId) {
    Answer answer;
    try {
      Object output =
          ScopedValue.where(Admission.CURRENT, admission)
              .where(Caller.CURRENT, admission.caller())
              .where(Effect.CURRENT, admission.effect())
              .where(Asking.CURRENT, admission.asking())
              .call(work::output);
      answer = new Answer(true, output, "OK", "", admission.effectId());
    } catch (RuntimeException | JsonText.NotJsonException e) {
      answer = failed(ErrorMapping.known(e, requestId), admission.effectId());
    }
    admission.finish(answer.code(), answer.message());
    return answer;
  }

  private static Answer failed(KernelException error, String effect) {
    return new Answer(false, null, ErrorMapping.reason(error.code()), String.valueOf(error.getMessage()), effect);
  }
}
