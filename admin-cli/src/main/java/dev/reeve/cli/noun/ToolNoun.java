package dev.reeve.cli.noun;

import dev.reeve.cli.call.InputText;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.TableView;
import dev.reeve.v1.CallToolRequest;
import dev.reeve.v1.CallToolResponse;
import dev.reeve.v1.ListToolsRequest;
import dev.reeve.v1.Tool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve tool}: what agents can call. */
@Command(name = "tool", description = "Tools that capsules bring.")
public final class ToolNoun {

  private static final TableView<Tool> ROW =
      TableView.of(Tool::getName)
          .with("NAME", Tool::getName)
          .with("CAPSULE", Tool::getCapsule)
          .with("CHANGES THINGS", tool -> tool.getMutates() ? "yes" : "no")
          .with("DESCRIPTION", Tool::getDescription);

  private static final TableView<CallToolResponse> ANSWER = TableView.of(CallToolResponse::getEffectId);

  private final Invocation call;

  public ToolNoun(Invocation call) {
    this.call = call;
  }

  @Command(name = "list", aliases = "ls", description = "Tools the caller may see.")
  int list() {
    call.output().list(call.connect().tools().list(ListToolsRequest.getDefaultInstance()).getToolsList(), ROW);
    return 0;
  }

  @Command(name = "call", description = "Call a tool as the caller; its output, JSON, goes to standard output.")
  int call(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--input", paramLabel = "@FILE|-|JSON", defaultValue = "{}", description = "Arguments, a JSON object; default {}.")
          String input) {
    CallToolRequest request = CallToolRequest.newBuilder().setName(name).setInput(InputText.read(input, call)).build();
    CallToolResponse answer = call.connect().tools().call(request);
    if (call.output().json()) {
      call.output().one(answer, ANSWER);
    } else {
      call.output().line(answer.getOutput());
    }
    if (call.globals().verbose()) {
      call.tell("effect " + answer.getEffectId());
    }
    return 0;
  }
}
