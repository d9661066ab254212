package dev.reeve.kernel.authority;

import java.util.Arrays;
import java.util.List;

/** The groups every kernel has; they stand in no file and cannot be changed. */
public final class BuiltinGroups {

  public static final String ADMIN = "admin";
  public static final String AGENT = "agent";

  private static final List<Group> ALL = List.of(
      group(ADMIN, "everything", "*"),
      group(
          "operator", "keeps the node running",
          "system:status", "agent:list", "agent:enable", "agent:disable", "run:*", "approval:*", "capsule:list", "capsule:reload",
          "quota:get", "audit:read", "group:list", "self:*"),
      group(
          "developer", "builds and runs agents",
          "self:*", "agent:deploy", "agent:list", "run:start", "run:read", "run:logs", "run:cancel", "capsule:list"),
      group(
          "viewer", "looks, changes nothing",
          "self:agent:list", "self:quota:get", "self:session:read", "agent:list", "run:read", "run:logs", "capsule:list", "system:status", "group:list"),
      group(AGENT, "its own affairs only", "self:*"),
      group("restricted", "nothing"));

  private BuiltinGroups() {}

  public static List<Group> all() {
    return ALL;
  }

  /** Ignoring case. */
  public static boolean isBuiltin(String name) {
    return ALL.stream().anyMatch(group -> group.name().equals(Names.key(name)));
  }

  private static Group group(String name, String description, String... patterns) {
    return new Group(name, Arrays.stream(patterns).map(CapabilityPattern::parse).toList(), description, false, true);
  }
}
