package dev.reeve.kernel.capsule;

import dev.reeve.kernel.authority.CapabilityPattern;
import java.util.List;

/**
 * {@code capsule.toml}.
 *
 * @param isolation {@code any}, {@code process} or {@code in-kernel}
 * @param permissions what its code may ask of the host
 */
public record CapsuleManifest(
    String name,
    String version,
    String api,
    String description,
    String isolation,
    List<CapabilityPattern> permissions,
    List<RuntimeAnnouncement> runtimes,
    List<ToolAnnouncement> tools,
    List<CommandAnnouncement> commands) {

  /** A runtime it brings. */
  public record RuntimeAnnouncement(String name) {}

  /**
   * A tool it brings.
   *
   * @param inputSchema path of a JSON Schema in the jar
   */
  public record ToolAnnouncement(String name, String description, boolean mutates, String inputSchema) {}

  /** A slash command it brings. */
  public record CommandAnnouncement(String name, String description, String usage) {}
}
