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
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of every file of the policy at one moment; profiles by name. */
record Standing(PolicyFile<List<Group>> groups, Map<String, PolicyFile<Profile>> profiles) {

  static final PolicyFile.Parser<List<Group>> GROUPS = (file, text) -> List.copyOf(GroupsFile.parse(file, text).values());
  static final PolicyFile.Parser<Profile> PROFILE = ProfileFile::parse;

  Standing {
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
    return groups.good() == null ? List.of() : groups.good();
  }

  private Map<String, String> unreadable() {
    Map<String, String> unreadable = new TreeMap<>();
    profiles.forEach((name, file) -> {
      if (file.good() == null) {
        unreadable.put(name, String.join("; ", file.problems()));
      }
    });
    return unreadable;
  }

  /**
   * This, of which no edit breaks what stood: an edited profile that cannot stand beside the others, edited groups that leave a member
   * without its group, and edits that leave nobody who holds everything, are refused, and what was good before holds.
   *
   * @param edited names of profiles whose file is not as it was
   */
  Standing settled(Standing before, Set<String> edited, Instant now) {
    Standing settled = this;
    Map<String, String> conflicts = settled.conflicts();
    for (String name : edited) {
      String conflict = conflicts.get(name);
      if (conflict != null) {
        settled = settled.refusing(name, before, conflict);
      }
    }
    conflicts = settled.conflicts();
    conflicts.keySet().removeAll(before.conflicts().keySet());
    boolean groupsEdited = !groups.equals(before.groups);
    if (groupsEdited && !conflicts.isEmpty()) {
      Map.Entry<String, String> first = conflicts.entrySet().iterator().next();
      settled = settled.refusingGroups(before, "with this, '" + first.getKey() + "' breaks: " + first.getValue());
    }
    if (Invariants.administered(before.policy(0), now) && !Invariants.administered(settled.policy(0), now)) {
      String why = "with this, nobody would hold '*', be enabled and able to log in";
      for (String name : edited) {
        settled = settled.refusing(name, before, why);
      }
      settled = groupsEdited ? settled.refusingGroups(before, why) : settled;
    }
    return settled;
  }

  /** Profiles that can be read but cannot stand beside the others, with the reason. */
  Map<String, String> conflicts() {
    Map<String, String> conflicts = new TreeMap<>(policy(0).broken());
    conflicts.keySet().removeAll(unreadable().keySet());
    return conflicts;
  }

  private Standing refusing(String name, Standing before, String why) {
    PolicyFile<Profile> old = before.profiles.get(name);
    if (old == null || old.good() == null) {
      return this;
    }
    PolicyFile<Profile> file = profiles.get(name);
    Map<String, PolicyFile<Profile>> changed = new TreeMap<>(profiles);
    changed.put(name, (file == null ? PolicyFile.<Profile>unseen(old.path()) : file).refused(old.good(), why));
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

  /** The text of what a file said last without problems; null where it never did. */
  static @Nullable String goodText(PolicyFile<?> file) {
    return switch (file.good()) {
      case Profile profile -> ProfileFile.write(profile);
      case Collection<?> groups -> GroupsFile.write(groups.stream().map(Group.class::cast).toList());
      case null, default -> null;
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
