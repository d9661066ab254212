package dev.reeve.kernel.capsule;

import dev.reeve.kernel.authority.CapabilityPattern;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code capsule.toml}.
 *
 * @param isolation {@code any}, {@code process} or {@code in-kernel}
 * @param publisher whose it says it is; empty: it does not say
 * @param permissions what its code may ask of the host
 * @param exports versions of the interfaces it brings, by name
 */
public record CapsuleManifest(
    String name,
    String version,
    String api,
    String description,
    String publisher,
    String isolation,
    List<CapabilityPattern> permissions,
    List<RuntimeAnnouncement> runtimes,
    List<ToolAnnouncement> tools,
    List<CommandAnnouncement> commands,
    List<InterceptorAnnouncement> interceptors,
    Requires requires,
    Map<String, String> exports) {

  /** Everything it brings that one capsule alone may, in words: {@code tool files/read}, {@code interface acme:search}. */
  Set<String> claims() {
    Set<String> claims = new LinkedHashSet<>();
    tools.forEach(tool -> claims.add("tool " + tool.name()));
    commands.forEach(command -> claims.add("command " + command.name()));
    runtimes.forEach(runtime -> claims.add("runtime " + runtime.name()));
    exports.keySet().forEach(name -> claims.add("interface " + name));
    return claims;
  }

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

  /**
   * An interceptor it brings.
   *
   * @param event an event's name, or the first part of some and {@code *}
   * @param priority higher ones are asked first, 0 to 1,000
   */
  public record InterceptorAnnouncement(String event, int priority) {

    /** Whether it is asked about an event. */
    boolean matches(String name) {
      return event.endsWith("*") ? name.startsWith(event.substring(0, event.length() - 1)) : name.equals(event);
    }
  }

  /**
   * What has to be there.
   *
   * @param capsules version ranges by the name of a capsule
   * @param interfaces version ranges by the name of an interface
   */
  public record Requires(Map<String, String> capsules, Map<String, String> interfaces) {}
}
