package dev.reeve.kernel.capsule;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.SlashCommand;
import dev.reeve.capsule.Tool;
import dev.reeve.kernel.capsule.CapsuleManifest.CommandAnnouncement;
import dev.reeve.kernel.capsule.CapsuleManifest.ToolAnnouncement;
import dev.reeve.kernel.json.JsonSchema;
import java.util.Map;

/** What one capsule brings, once it is started, by name. */
public record Contributions(Map<String, BroughtTool> tools, Map<String, BroughtCommand> commands, Map<String, AgentRuntime> runtimes) {

  /** A tool with what its capsule says of it. */
  public record BroughtTool(String capsule, ToolAnnouncement announcement, JsonSchema inputSchema, Tool tool) {}

  /** A slash command with what its capsule says of it. */
  public record BroughtCommand(String capsule, CommandAnnouncement announcement, SlashCommand command) {}
}
