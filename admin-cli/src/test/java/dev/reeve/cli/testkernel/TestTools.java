package dev.reeve.cli.testkernel;

import dev.reeve.v1.CallToolRequest;
import dev.reeve.v1.CallToolResponse;
import dev.reeve.v1.ListToolsRequest;
import dev.reeve.v1.ListToolsResponse;
import dev.reeve.v1.Tool;
import dev.reeve.v1.ToolServiceGrpc;
import io.grpc.stub.StreamObserver;

/** One tool, {@code test/echo}, that answers its input. */
final class TestTools extends ToolServiceGrpc.ToolServiceImplBase {

  @Override
  public void list(ListToolsRequest request, StreamObserver<ListToolsResponse> answers) {
    Tool echo = Tool.newBuilder().setName("test/echo").setCapsule("test").setDescription("answers\tits\ninput").build();
    answers.onNext(ListToolsResponse.newBuilder().addTools(echo).build());
    answers.onCompleted();
  }

  @Override
  public void call(CallToolRequest request, StreamObserver<CallToolResponse> answers) {
    if (!request.getName().equals("test/echo")) {
      answers.onError(Refusal.notFound("tool", request.getName()));
      return;
    }
    answers.onNext(CallToolResponse.newBuilder().setOutput(request.getInput()).setEffectId("effect-1").build());
    answers.onCompleted();
  }
}
