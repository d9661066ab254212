package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.GroupsFile;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is known of every file of the policy at one moment; profiles by name. Groups without a file or a good version are none. */
record Standing(PolicyFile<List<Group>> groups, Map<String, PolicyFile<Profile>> profiles) {

  static final PolicyFile.Parser<List<Group>> GROUPS = (file, text) -> List.copyOf(GroupsFile.parse(file, text).values());
  static final PolicyFile.Parser<Profile> PROFILE = ProfileFile::parse;

  Standing {
    groups = groups.good() == null ? new PolicyFile<>(groups.path(), groups.stamp(), groups.digest(), List.of(), groups.problems()) : groups;
    profiles = Collections.unmodifiableMap(new TreeMap<>(profiles));
  }

  /** What the files say together. Profiles without a good version, and those that cannot stand beside the others, are broken. */
  Policy policy(long generation) {
    List<Profile> good = new ArrayList<>(profiles.size());
    profiles.values().forEach(file -> {
      if (file.good() != null) {
        good.add(file.good());
      }
    });
    return Policy.of(generation, custom(), good, unreadable());
  }

  List<Group> custom() {
    return Objects.requireNonNull(groups.good());
  }

  private Map<String, String> unreadable() {
    Map<String, String> unreadable = new TreeMap<>();
    profiles.forEach((name, file) -> {
      if (file.good() == null && !file.aside()) {
        unreadable.put(name, String.join("; ", file.problems()));
      }
    });
    return unreadable;
  }

  /**
   * This, of which no edit breaks what stood: an edited profile that cannot stand beside the others, edited groups that leave a member
   * without its group, and edits that leave nobody who holds everything, are refused, and what was good before holds. A new file that has
   * the name of another but for its case is left aside.
   *
   * @param edited names of profiles whose file is not as it was
   */
  Standing settled(Standing before, Set<String> edited, Instant now) {
    Standing settled = withoutNamesakes(before, edited).withoutConflicts(before, edited);
    boolean groupsEdited = !groups.equals(before.groups);
    Map<String, String> conflicts = settled.conflicts();
    conflicts.keySet().removeAll(before.conflicts().keySet());
    if (groupsEdited && !conflicts.isEmpty()) {
      Map.Entry<String, String> first = conflicts.entrySet().iterator().next();
      settled = settled.refusingGroups(before, "with this, '" + first.getKey() + "' breaks: " + first.getValue()).withoutConflicts(before, edited);
    }
    boolean lost = Invariants.administered(before.policy(0), now) && !Invariants.administered(settled.policy(0), now);
    return lost ? settled.administered(before, edited, groupsEdited, now) : settled;
  }

  private Standing withoutNamesakes(Standing before, Set<String> edited) {
    Map<String, PolicyFile<Profile>> changed = new TreeMap<>(profiles);
    for (String name : edited) {
      PolicyFile<Profile> file = profiles.get(name);
      PolicyFile<Profile> old = before.profiles.get(name);
      if (file != null && (old == null || old.aside())) {
        profiles.keySet().stream()
            .filter(other -> !other.equals(name) && other.equalsIgnoreCase(name) && stood(before.profiles.get(other)))
            .findFirst()
            .ifPresent(other -> changed.put(name, file.leftAside("its name is also that of '" + other + "'; names are unique ignoring case")));
      }
    }
    return new Standing(groups, changed);
  }

  private static boolean stood(@Nullable PolicyFile<Profile> file) {
    return file != null && !file.aside();
  }

  /** Without the edits of profiles that cannot stand beside the others; refusing one may bring another down, so until none is left. */
  private Standing withoutConflicts(Standing before, Set<String> edited) {
    Standing settled = this;
    for (int most = edited.size(); most >= 0; most--) {
      Standing next = settled;
      Map<String, String> conflicts = settled.conflicts();
      for (String name : edited) {
        String conflict = conflicts.get(name);
        if (conflict != null) {
          next = next.refusing(name, before, conflict);
        }
      }
      if (next.equals(settled)) {
        break;
      }
      settled = next;
    }
    return settled;
  }

  /** Without as few of the edits as it takes for somebody to hold everything. */
  private Standing administered(Standing before, Set<String> edited, boolean groupsEdited, Instant now) {
    String why = "with this, nobody would hold '*', be enabled and able to log in";
    Policy old = before.policy(0);
    List<UnaryOperator<Standing>> refusals = new ArrayList<>();
    if (groupsEdited) {
      refusals.add(standing -> standing.refusingGroups(before, why));
    }
    for (String name : edited) {
      Profile profile = old.profile(name);
      if (profile != null && old.administrator(profile.id(), now)) {
        refusals.add(standing -> standing.refusing(name, before, why));
      }
    }
    Standing all = this;
    for (UnaryOperator<Standing> refusal : refusals) {
      Standing one = refusal.apply(this).withoutConflicts(before, edited);
      if (Invariants.administered(one.policy(0), now)) {
        return one;
      }
      all = refusal.apply(all);
    }
    return all.withoutConflicts(before, edited);
  }

  /** Profiles that can be read but cannot stand beside the others, with the reason. */
  Map<String, String> conflicts() {
    Map<String, String> conflicts = new TreeMap<>(policy(0).broken());
    conflicts.keySet().removeAll(unreadable().keySet());
    return conflicts;
  }

  private Standing refusing(String name, Standing before, String why) {
    PolicyFile<Profile> old = before.profiles.get(name);
    PolicyFile<Profile> file = profiles.get(name);
    Profile good = old == null ? null : old.good();
    if (file == null && (old == null || good == null)) {
      return this;
    }
    Map<String, PolicyFile<Profile>> changed = new TreeMap<>(profiles);
    changed.put(name, (file == null ? PolicyFile.<Profile>unseen(Objects.requireNonNull(old).path()) : file).refused(good, why));
    return new Standing(groups, changed);
  }

  private Standing refusingGroups(Standing before, String why) {
    return new Standing(groups.refused(before.groups.good(), why), profiles);
  }

  /** Files that do not hold as they stand. */
  List<PolicyFile<?>> wrong() {
    Set<PolicyFile<?>> wrong = new LinkedHashSet<>();
    if (!groups.problems().isEmpty()) {
      wrong.add(groups);
    }
    Map<String, String> conflicts = conflicts();
    profiles.forEach((name, file) -> {
      String conflict = conflicts.get(name);
      if (!file.problems().isEmpty()) {
        wrong.add(file);
      } else if (conflict != null) {
        wrong.add(new PolicyFile<Profile>(file.path(), file.stamp(), file.digest(), null, List.of(file.path().getFileName() + ": " + conflict)));
      }
    });
    return List.copyOf(wrong);
  }

  /** The text of what a file said last without problems; empty where it never did. */
  static String goodText(PolicyFile<?> file) {
    return switch (file.good()) {
      case Profile profile -> ProfileFile.write(profile);
      case Collection<?> groups -> GroupsFile.write(groups.stream().map(Group.class::cast).toList());
      case null, default -> "";
    };
  }

  Standing with(String name, @Nullable PolicyFile<Profile> file) {
    Map<String, PolicyFile<Profile>> changed = new TreeMap<>(profiles);
    if (file == null) {
      changed.remove(name);
    } else {
      changed.put(name, file);
    }
    return new Standing(groups, changed);
  }

  Standing with(PolicyFile<List<Group>> changed) {
    return new Standing(changed, profiles);
  }

  /** Whether a path is one of this standing's, and has a problem. */
  @Nullable PolicyFile<?> problemOf(Path path) {
    return wrong().stream().filter(file -> file.path().equals(path)).findFirst().orElse(null);
  }
}
