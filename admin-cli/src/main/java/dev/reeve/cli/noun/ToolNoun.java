package dev.reeve.cli.noun;

import dev.reeve.cli.call.DryRunOption;
import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.InputText;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Pages;
import dev.reeve.cli.call.Rehearsal;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.AuthorizationOuterClass;
import dev.reeve.v1.CallToolRequest;
import dev.reeve.v1.CallToolResponse;
import dev.reeve.v1.Family;
import dev.reeve.v1.ListToolsRequest;
import dev.reeve.v1.ResourceFamily;
import dev.reeve.v1.Tool;
import dev.reeve.v1.ToolServiceGrpc;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve tool}: what agents can call. */
@Command(name = "tool", addMethodSubcommands = false, description = "Tools that capsules bring.")
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
  int list(
      @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: name=PART, capsule=PART, changes=yes|no; repeat for more.")
          @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    Filters filters = Filters.of(filter, "name", "capsule", "changes");
    Pages.requireLimit(limit);
    call.output()
        .list(
            tools(call.connect()).stream()
                .filter(tool -> filters.fits("name", tool.getName()) && filters.fits("capsule", tool.getCapsule()))
                .filter(tool -> filters.fits("changes", tool.getMutates()))
                .limit(limit)
                .toList(),
            ROW);
    return 0;
  }

  @Command(name = "show", description = "A tool: what it does and takes, whose it is, and what calling it needs.")
  int show(@Parameters(paramLabel = "NAME", description = "As the list has it.") String name) {
    call.output().one(Shown.of(tool(call.connect(), name)), Shown.VIEW);
    return 0;
  }

  @Command(name = "call", description = "Call a tool as the caller; its output, JSON, goes to standard output.")
  int call(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--input", paramLabel = "@FILE|-|JSON", defaultValue = "{}", description = "Arguments, a JSON object; default {}.")
          String input,
      @Mixin DryRunOption dry) {
    CallToolRequest request = CallToolRequest.newBuilder().setName(name).setInput(InputText.read(input, call)).build();
    KernelClient client = call.connect();
    if (dry.dryRun) {
      Tool tool = tool(client, name);
      String would = "call tool " + name + " of capsule " + tool.getCapsule() + (tool.getMutates() ? ", which changes things" : "");
      return new Rehearsal(call, client).of(ToolServiceGrpc.getCallMethod(), name, would).tell();
    }
    CallToolResponse answer = client.tools().call(request);
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

  private static List<Tool> tools(KernelClient client) {
    return client.tools().list(ListToolsRequest.getDefaultInstance()).getToolsList();
  }

  private static Tool tool(KernelClient client, String name) {
    return tools(client).stream()
        .filter(tool -> tool.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> ReeveException.local(LocalError.NOT_FOUND, "there is no tool '" + name + "' that you may see", "see 'reeve tool list'"));
  }

  /** A tool with what calling it needs. */
  private record Shown(Tool tool, String capability, String danger) {

    private static final TableView<Shown> VIEW =
        new TableView<Shown>(shown -> shown.tool().getName(), (style, shown) -> shown.json(style), List.of())
            .with("NAME", shown -> shown.tool().getName())
            .with("CAPSULE", shown -> shown.tool().getCapsule())
            .with("DESCRIPTION", shown -> shown.tool().getDescription())
            .with("CHANGES THINGS", shown -> shown.tool().getMutates() ? "yes" : "no")
            .with("NEEDS", Shown::capability)
            .with("DANGER", Shown::danger)
            .with("INPUT", shown -> shown.tool().getInputSchema());

    static Shown of(Tool tool) {
      Family family = ResourceFamily.RESOURCE_FAMILY_TOOL_INVOKE.getValueDescriptor().getOptions().getExtension(AuthorizationOuterClass.family);
      String danger = family.getDanger().name().substring("DANGER_".length()).toLowerCase(Locale.ROOT);
      return new Shown(tool, family.getAction() + "@" + tool.getName(), danger);
    }

    String json(Json style) {
      return new JsonObject(style)
          .text("name", tool.getName())
          .text("capsule", tool.getCapsule())
          .text("description", tool.getDescription())
          .truth("mutates", tool.getMutates())
          .text("capability", capability)
          .text("danger", danger)
          .text("inputSchema", tool.getInputSchema())
          .toString();
    }
  }
}
