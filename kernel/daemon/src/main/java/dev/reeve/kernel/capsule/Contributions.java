package dev.reeve.kernel.capsule;

import dev.reeve.capsule.Interceptor;
import dev.reeve.capsule.SlashCommand;
import dev.reeve.capsule.Tool;
import dev.reeve.kernel.approval.Wish;
import dev.reeve.kernel.capsule.CapsuleManifest.CommandAnnouncement;
import dev.reeve.kernel.capsule.CapsuleManifest.InterceptorAnnouncement;
import dev.reeve.kernel.capsule.CapsuleManifest.ToolAnnouncement;
import dev.reeve.kernel.json.JsonSchema;
import java.util.List;
import java.util.Map;

/** What one running version of a capsule brings, by name. */
record Contributions(
    Map<String, BroughtTool> tools, Map<String, BroughtCommand> commands, Map<String, GuestRuntime> runtimes, List<BroughtInterceptor> interceptors) {

  Contributions {
    tools = Map.copyOf(tools);
    commands = Map.copyOf(commands);
    runtimes = Map.copyOf(runtimes);
    interceptors = List.copyOf(interceptors);
  }

  /**
   * A tool with what its capsule says of it.
   *
   * @param brief a call of it as policy sees it, without arguments
   */
  record BroughtTool(Guest guest, ToolAnnouncement announcement, JsonSchema inputSchema, Tool tool, Wish brief) {

    BroughtTool(Guest guest, ToolAnnouncement announcement, JsonSchema inputSchema, Tool tool) {
      this(guest, announcement, inputSchema, tool, ToolWish.of(announcement, Map.of(), List.of()));
    }
  }

  /** A slash command with what its capsule says of it. */
  record BroughtCommand(Guest guest, CommandAnnouncement announcement, SlashCommand command) {}

  /** An interceptor with what its capsule says of it. */
  record BroughtInterceptor(Guest guest, InterceptorAnnouncement announcement, Interceptor interceptor) {}
}
