package dev.reeve.kernel.authority;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All groups and profiles at one generation. A broken profile is one that cannot be read or cannot stand beside the others: its
 * principal is denied everything. Names are looked up ignoring case.
 */
public final class Policy {

  private final long generation;
  private final Map<String, Group> groups;
  private final Map<UUID, Profile> byId;
  private final SortedMap<String, Profile> byName;
  private final Map<Long, List<Profile>> byUid;
  private final Map<Long, List<Profile>> byGid;
  private final Map<String, Profile> byKey;
  private final Map<String, String> broken;
  /** Since when each stands as it does: of principals by UUID, of groups by name in lower case; what is not here, since the first. */
  private final Map<Object, Long> since;
  private final long first;

  private Policy(
      long generation, Map<String, Group> groups, SortedMap<String, Profile> byName, Map<String, String> broken, Map<Object, Long> since, long first) {
    this.generation = generation;
    this.groups = groups;
    this.broken = Collections.unmodifiableMap(broken);
    this.byName = byName;
    this.since = since;
    this.first = first;
    this.byId = new HashMap<>(byName.size() * 2);
    this.byUid = new HashMap<>();
    this.byGid = new HashMap<>();
    this.byKey = new HashMap<>();
    for (Profile profile : byName.values()) {
      byId.put(profile.id(), profile);
      profile.uids().stream().distinct().forEach(uid -> byUid.computeIfAbsent(uid, _ -> new ArrayList<>()).add(profile));
      profile.gids().stream().distinct().forEach(gid -> byGid.computeIfAbsent(gid, _ -> new ArrayList<>()).add(profile));
      profile.keys().forEach(key -> byKey.putIfAbsent(key.publicKey(), profile));
    }
  }

  /**
   * The built-in groups with the custom ones, and the profiles in order of their names. {@code unreadable} names profiles that could not
   * be read, each with its problem. Profiles that name an unknown group, or share an id, a name or a key with another, are broken too.
   */
  public static Policy of(long generation, Collection<Group> custom, Collection<Profile> profiles, Map<String, String> unreadable) {
    Map<String, Group> groups = withBuiltin(custom);
    Map<String, String> broken = new TreeMap<>(unreadable);
    Map<UUID, Profile> ids = new HashMap<>();
    Map<String, Profile> keys = new HashMap<>();
    SortedMap<String, Profile> names = new TreeMap<>();
    for (Profile profile : profiles) {
      profile.groups().stream().filter(name -> !groups.containsKey(Names.key(name))).findFirst()
          .ifPresent(name -> broken.put(profile.name(), "it names the group '" + name + "', which does not exist"));
      Profile sameId = ids.putIfAbsent(profile.id(), profile);
      if (sameId != null) {
        broken.put(profile.name(), "its id is also the id of '" + sameId.name() + "'");
        broken.put(sameId.name(), "its id is also the id of '" + profile.name() + "'");
      }
      for (RegisteredKey key : profile.keys()) {
        Profile sameKey = keys.putIfAbsent(key.publicKey(), profile);
        if (sameKey != null) {
          broken.put(profile.name(), "its key " + key.id() + " is also a key of '" + sameKey.name() + "'");
          broken.put(sameKey.name(), "its key " + key.id() + " is also a key of '" + profile.name() + "'");
        }
      }
      Profile sameName = names.putIfAbsent(Names.key(profile.name()), profile);
      if (sameName != null) {
        broken.put(profile.name(), "its name is also that of '" + sameName.name() + "'; names are unique ignoring case");
        broken.put(sameName.name(), "its name is also that of '" + profile.name() + "'; names are unique ignoring case");
      }
    }
    for (String name : List.copyOf(broken.keySet())) {
      Profile namesake = names.remove(Names.key(name));
      if (namesake != null) {
        broken.putIfAbsent(namesake.name(), "its name is also that of '" + name + "'; names are unique ignoring case");
      }
    }
    return new Policy(generation, groups, names, broken, Map.of(), generation);
  }

  private static Map<String, Group> withBuiltin(Collection<Group> custom) {
    Map<String, Group> groups = new LinkedHashMap<>();
    BuiltinGroups.all().forEach(group -> groups.put(Names.key(group.name()), group));
    for (Group group : custom) {
      if (groups.putIfAbsent(Names.key(group.name()), group) != null) {
        throw new IllegalArgumentException("group '" + group.name() + "' exists already");
      }
    }
    return Collections.unmodifiableMap(groups);
  }

  /**
   * This policy with some profiles changed, new or gone, by name, and the custom groups as given; null: as they are. What is given is sound:
   * no name, id or key of another profile.
   */
  public Policy with(Map<String, Optional<Profile>> profiles, @Nullable Collection<Group> custom, long newGeneration) {
    SortedMap<String, Profile> names = new TreeMap<>(byName);
    Map<Object, Long> marks = new HashMap<>(since);
    Map<String, String> stillBroken = new TreeMap<>(broken);
    profiles.forEach(
        (name, profile) -> {
          stillBroken.remove(name);
          Profile before = names.remove(Names.key(name));
          if (before != null) {
            marks.remove(before.id());
          }
          profile.ifPresent(
              fresh -> {
                names.put(Names.key(fresh.name()), fresh);
                marks.put(fresh.id(), newGeneration);
              });
        });
    Map<String, Group> changed = custom == null ? groups : withBuiltin(custom);
    marks.keySet().removeIf(key -> key instanceof String name && !changed.containsKey(name));
    changed.forEach((name, group) -> {
      if (!group.equals(groups.get(name))) {
        marks.put(name, newGeneration);
      }
    });
    return new Policy(newGeneration, changed, names, stillBroken, marks, first);
  }

  /** This policy, each of whose parts that stands as it stood in another is as old as it was there. */
  public Policy since(Policy before) {
    Map<Object, Long> marks = new HashMap<>();
    byName.forEach((name, profile) -> marks.put(profile.id(), sameProfile(profile, before.byName.get(name)) ? before.generationOf(profile) : generation));
    groups.forEach((name, group) -> marks.put(name, group.equals(before.groups.get(name)) ? before.generationOf(group) : generation));
    return new Policy(generation, groups, byName, broken, marks, first);
  }

  /** Whether another has the same groups, profiles and broken ones; the order of grants and keys says nothing. */
  public boolean saysTheSame(Policy other) {
    return groups.equals(other.groups) && broken.equals(other.broken) && byName.keySet().equals(other.byName.keySet())
        && byName.entrySet().stream().allMatch(entry -> sameProfile(entry.getValue(), other.byName.get(entry.getKey())));
  }

  private static boolean sameProfile(Profile one, @Nullable Profile other) {
    return other != null && one.saysTheSame(other);
  }

  /** The generation that last changed the profile. */
  public long generationOf(Profile profile) {
    return since.getOrDefault(profile.id(), first);
  }

  /** The generation that last changed the group. */
  public long generationOf(Group group) {
    return since.getOrDefault(Names.key(group.name()), first);
  }

  /** The readable profile a public key proves, enabled or not; 64 hexadecimal digits. */
  public @Nullable Profile byKey(String publicKey) {
    return byKey.get(publicKey);
  }

  public long generation() {
    return generation;
  }

  /** Built-in groups first, then the custom ones; keys are names in lower case. */
  public Map<String, Group> groups() {
    return groups;
  }

  public @Nullable Group group(String name) {
    Group asWritten = groups.get(name);
    return asWritten != null ? asWritten : groups.get(Names.key(name));
  }

  /** The readable profiles, in order of their names. */
  public Collection<Profile> profiles() {
    return Collections.unmodifiableCollection(byName.values());
  }

  public @Nullable Profile profile(UUID id) {
    return byId.get(id);
  }

  public @Nullable Profile profile(String name) {
    return byName.get(Names.key(name));
  }

  /** Names of broken profiles, each with its problem. */
  public Map<String, String> broken() {
    return broken;
  }

  /** Readable profiles that list the uid, enabled or not. */
  public List<Profile> byUid(long uid) {
    return Collections.unmodifiableList(byUid.getOrDefault(uid, List.of()));
  }

  /** Readable profiles that list the gid, enabled or not. */
  public List<Profile> byGid(long gid) {
    return Collections.unmodifiableList(byGid.getOrDefault(gid, List.of()));
  }

  /** The groups of a profile that exist, in the profile's order. */
  public List<Group> groupsOf(Profile profile) {
    List<Group> found = new ArrayList<>(profile.groups().size());
    for (String name : profile.groups()) {
      Group group = group(name);
      if (group != null) {
        found.add(group);
      }
    }
    return found;
  }

  /** Whether it holds everything: enabled, able to log in, {@code *} without term and no revoke. Limits of a session are not known here. */
  public boolean administrator(UUID principal, Instant now) {
    Profile profile = profile(principal);
    return profile != null && profile.enabled() && profile.canLogIn() && profile.revokes().isEmpty()
        && Held.all(this, profile, now).anyMatch(held -> held.until() == null && held.pattern().text().equals(ActionPattern.STAR));
  }
}
