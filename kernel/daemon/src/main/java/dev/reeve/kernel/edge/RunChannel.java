package dev.reeve.kernel.edge;

import dev.reeve.kernel.approval.Asking;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.capsule.ToolOperations;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.run.RunTools;
import dev.reeve.kernel.store.Effect;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.CallToolRequest;
import dev.reeve.v1.ToolServiceGrpc;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;

/** A run's own channel: its tool calls go through the same chain as calls on the socket, as the run. */
final class RunChannel implements RunTools {

  private final RequestChain chain;
  private final ToolOperations tools;
  private final MethodPolicy call;

  RunChannel(RequestChain chain, ToolOperations tools) {
    this.chain = chain;
    this.tools = tools;
    Object schema = ToolServiceGrpc.getCallMethod().getSchemaDescriptor();
    if (!(schema instanceof ProtoMethodDescriptorSupplier supplier)) {
      throw new IllegalStateException("the contract's stubs carry their descriptors");
    }
    this.call = MethodPolicy.of(supplier.getMethodDescriptor());
  }

  @Override
  public Answer call(Caller caller, String name, String input) {
    String requestId = Ids.nextText();
    CallToolRequest request = CallToolRequest.newBuilder().setName(name).setInput(input).build();
    String effect = "";
    try {
      Admission admission = chain.admit(new Arrival(requestId, null, null, caller), call, request);
      effect = admission.effectId();
      try {
        return admitted(admission, name, input, requestId);
      } finally {
        admission.release();
      }
    } catch (RuntimeException e) {
      return failed(ErrorMapping.known(e, requestId), effect);
    }
  }

  private Answer admitted(Admission admission, String name, String input, String requestId) {
    Answer answer;
    try {
      String output =
          ScopedValue.where(Admission.CURRENT, admission)
              .where(Caller.CURRENT, admission.caller())
              .where(Effect.CURRENT, admission.effect())
              .where(Asking.CURRENT, admission.asking())
              .call(() -> tools.call(name, input));
      answer = new Answer(true, JsonText.parse(output), "OK", "", admission.effectId());
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
