package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.BuiltinGroups;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.Names;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Making, changing and ending custom groups. */
public final class GroupChanges {

  private static final int MOST_GROUPS = 1000;
  private static final int MOST_PATTERNS = 256;

  private final PolicyChanges changes;

  public GroupChanges(PolicyChanges changes) {
    this.changes = changes;
  }

  /** What a new group shall be; {@code asked} says whether it may hold everything. */
  public Changed create(Asked asked, String name, List<String> capabilities, String description, Map<Quota, Long> quotas) {
    String wrong = Names.checkGroup(name);
    if (wrong != null) {
      throw KernelException.invalid("name", wrong);
    }
    Group fresh =
        group(
            name, Plans.patternsOrNone("capabilities", capabilities), Plans.words("description", description), asked.unsafeAdmin(),
            Plans.quotas(Quotas.DEFAULTS, quotas, List.of()));
    return changes.change(
        asked,
        policy -> {
          Group there = policy.group(name);
          if (there != null) {
            throw KernelException.exists("there is a group '" + there.name() + "' already; names are unique ignoring case");
          }
          List<Group> groups = custom(policy);
          groups.add(fresh);
          if (groups.size() > MOST_GROUPS) {
            throw KernelException.state("there are " + MOST_GROUPS + " groups, as many as there may be");
          }
          return Edit.groups(groups);
        });
  }

  /**
   * What of a group changes.
   *
   * @param capabilities in place of all it has; null: kept. Removals and additions come after
   * @param description null: kept; empty: cleared
   * @param unsafeAdmin whether it may hold a pattern that covers everything; null: kept
   */
  public record Modification(
      @Nullable List<String> capabilities, List<String> add, List<String> remove, @Nullable String description, @Nullable Boolean unsafeAdmin,
      Map<Quota, Long> quotas, List<String> clearQuotas) {}

  public Changed modify(Asked asked, String name, Modification wanted) {
    return changes.change(
        asked,
        policy -> {
          Group before = custom(policy, name);
          List<CapabilityPattern> patterns =
              wanted.capabilities() == null ? before.capabilities() : Plans.patternsOrNone("capabilities", wanted.capabilities());
          patterns =
              Plans.changed(
                  patterns, Plans.patternsOrNone("remove_capabilities", wanted.remove()), Plans.patternsOrNone("add_capabilities", wanted.add()));
          Group after =
              group(
                  before.name(),
                  patterns,
                  wanted.description() == null ? before.description() : Plans.words("description", wanted.description()),
                  wanted.unsafeAdmin() == null ? before.unsafeAdmin() : wanted.unsafeAdmin(),
                  Plans.quotas(before.quotas(), wanted.quotas(), wanted.clearQuotas()));
          if (after.equals(before)) {
            return Edit.NOTHING;
          }
          List<Group> groups = custom(policy);
          groups.set(groups.indexOf(before), after);
          return Edit.groups(groups);
        });
  }

  /**
   * Ends a group.
   *
   * @param cascade takes it from its members too
   * @throws KernelException FAILED_PRECONDITION where it has members and is not to cascade
   */
  public Changed delete(Asked asked, String name, boolean cascade) {
    return changes.change(
        asked,
        policy -> {
          Group before = custom(policy, name);
          List<Group> groups = custom(policy);
          groups.remove(before);
          Map<String, Optional<Profile>> members = new LinkedHashMap<>();
          for (Profile profile : policy.profiles()) {
            List<String> kept = profile.groups().stream().filter(group -> !group.equalsIgnoreCase(name)).toList();
            if (cascade && kept.size() < profile.groups().size()) {
              members.put(profile.name(), Optional.of(profile.withGroups(kept)));
            }
          }
          return new Edit(members, groups);
        });
  }

  private static Group group(String name, List<CapabilityPattern> patterns, String description, boolean unsafeAdmin, Quotas quotas) {
    if (patterns.size() > MOST_PATTERNS) {
      throw KernelException.invalid("capabilities", "a group has at most " + MOST_PATTERNS);
    }
    Optional<CapabilityPattern> universal = patterns.stream().filter(CapabilityPattern::universal).findFirst();
    if (universal.isPresent() && !unsafeAdmin) {
      throw new KernelException(
          ErrorCode.ERROR_CODE_PERMISSION_DENIED, "'" + universal.get().text() + "' is universal: a group holds it with unsafe_admin only");
    }
    return new Group(name, patterns, description, unsafeAdmin, false, quotas);
  }

  private static Group custom(Policy policy, String name) {
    if (BuiltinGroups.isBuiltin(name)) {
      throw KernelException.state("'" + Names.key(name) + "' is a built-in group and cannot be changed");
    }
    Group group = policy.group(name);
    if (group == null) {
      throw KernelException.notFound("group", name);
    }
    return group;
  }

  private static List<Group> custom(Policy policy) {
    List<Group> groups = new ArrayList<>(policy.groups().values());
    groups.removeIf(Group::builtin);
    return groups;
  }
}
