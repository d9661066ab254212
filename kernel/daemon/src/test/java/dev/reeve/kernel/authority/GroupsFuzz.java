package dev.reeve.kernel.authority;

import dev.reeve.kernel.document.DocumentException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Any bytes as the file of groups. They are refused with the declared exception, or read as groups that written and read again are the same;
 * none is a built-in one, none has a universal pattern without saying so, and all together are a policy.
 */
public final class GroupsFuzz {

  private GroupsFuzz() {}

  /** What Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] data) {
    Map<String, Group> groups;
    try {
      groups = GroupsFile.parse("groups.toml", new String(data, StandardCharsets.UTF_8));
    } catch (DocumentException e) {
      if (e.problems().isEmpty()) {
        throw new AssertionError("refused without a problem");
      }
      return;
    }
    String written = GroupsFile.write(groups.values());
    Map<String, Group> again = GroupsFile.parse("groups.toml", written);
    if (!again.equals(groups) || !List.copyOf(again.keySet()).equals(List.copyOf(groups.keySet()))) {
      throw new AssertionError(groups + " is written and read as " + again);
    }
    for (Group group : groups.values()) {
      boolean universal = group.capabilities().stream().anyMatch(CapabilityPattern::universal);
      if (BuiltinGroups.isBuiltin(group.name()) || (universal && !group.unsafeAdmin())) {
        throw new AssertionError("accepted: " + group);
      }
    }
    Policy policy = Policy.of(1, groups.values(), List.of(), Map.of());
    if (policy.groups().size() != groups.size() + BuiltinGroups.all().size()) {
      throw new AssertionError("not every group is in the policy: " + policy.groups().keySet());
    }
  }
}
