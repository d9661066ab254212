package dev.reeve.kernel.edge;

import dev.reeve.kernel.capsule.ToolOperations;
import dev.reeve.v1.CallToolRequest;
import dev.reeve.v1.CallToolResponse;
import dev.reeve.v1.ListToolsRequest;
import dev.reeve.v1.ListToolsResponse;
import dev.reeve.v1.Tool;
import dev.reeve.v1.ToolServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Maps ToolService. */
final class ToolAdapter extends ToolServiceGrpc.ToolServiceImplBase {

  private final ToolOperations operations;

  ToolAdapter(ToolOperations operations) {
    this.operations = operations;
  }

  @Override
  public void list(ListToolsRequest request, StreamObserver<ListToolsResponse> observer) {
    ListToolsResponse.Builder answer = ListToolsResponse.newBuilder();
    operations
        .tools()
        .forEach(
            tool ->
                answer.addTools(
                    Tool.newBuilder()
                        .setName(tool.announcement().name())
                        .setDescription(tool.announcement().description())
                        .setMutates(tool.announcement().mutates())
                        .setCapsule(tool.capsule())
                        .setInputSchema(tool.inputSchema())));
    Replies.one(observer, answer.build());
  }

  @Override
  public void call(CallToolRequest request, StreamObserver<CallToolResponse> observer) {
    String output = operations.call(request.getName(), request.getInput());
    Replies.one(observer, CallToolResponse.newBuilder().setOutput(output).setEffectId(Admission.CURRENT.get().effectId()).build());
  }
}
