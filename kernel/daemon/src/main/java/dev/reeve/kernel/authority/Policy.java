package dev.reeve.kernel.authority;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<String, Profile> byName;
  private final Map<Long, List<Profile>> byUid;
  private final Map<Long, List<Profile>> byGid;
  private final Map<String, Profile> byKey;
  private final Map<String, String> broken;

  private Policy(long generation, Map<String, Group> groups, Collection<Profile> sound, Map<String, String> broken) {
    this.generation = generation;
    this.groups = groups;
    this.broken = Collections.unmodifiableMap(broken);
    Map<UUID, Profile> ids = new LinkedHashMap<>();
    Map<String, Profile> names = new HashMap<>();
    Map<Long, List<Profile>> uids = new HashMap<>();
    Map<Long, List<Profile>> gids = new HashMap<>();
    Map<String, Profile> keys = new HashMap<>();
    for (Profile profile : sound) {
      ids.put(profile.id(), profile);
      names.put(Names.key(profile.name()), profile);
      profile.uids().stream().distinct().forEach(uid -> uids.computeIfAbsent(uid, _ -> new ArrayList<>()).add(profile));
      profile.gids().stream().distinct().forEach(gid -> gids.computeIfAbsent(gid, _ -> new ArrayList<>()).add(profile));
      profile.keys().forEach(key -> keys.put(key.publicKey(), profile));
    }
    uids.replaceAll((_, profiles) -> List.copyOf(profiles));
    gids.replaceAll((_, profiles) -> List.copyOf(profiles));
    this.byId = Collections.unmodifiableMap(ids);
    this.byName = names;
    this.byUid = uids;
    this.byGid = gids;
    this.byKey = keys;
  }

  /**
   * The built-in groups with the custom ones, and the profiles in order of their names. {@code unreadable} names profiles that could not
   * be read, each with its problem. Profiles that name an unknown group, or share an id, a name or a key with another, are broken too.
   */
  public static Policy of(long generation, Collection<Group> custom, Collection<Profile> profiles, Map<String, String> unreadable) {
    Map<String, Group> groups = new LinkedHashMap<>();
    BuiltinGroups.all().forEach(group -> groups.put(Names.key(group.name()), group));
    for (Group group : custom) {
      if (groups.putIfAbsent(Names.key(group.name()), group) != null) {
        throw new IllegalArgumentException("group '" + group.name() + "' exists already");
      }
    }
    Map<String, String> broken = new TreeMap<>(unreadable);
    Map<UUID, Profile> ids = new HashMap<>();
    Map<String, Profile> keys = new HashMap<>();
    Map<String, Profile> names = new TreeMap<>();
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
        if (sameKey != null && !sameKey.equals(profile)) {
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
    return new Policy(generation, Collections.unmodifiableMap(groups), names.values(), broken);
  }

  public long generation() {
    return generation;
  }

  /** Built-in groups first, then the custom ones; keys are names in lower case. */
  public Map<String, Group> groups() {
    return groups;
  }

  public @Nullable Group group(String name) {
    return groups.get(Names.key(name));
  }

  /** The readable profiles, in order of their names. */
  public Collection<Profile> profiles() {
    return byId.values();
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
    return byUid.getOrDefault(uid, List.of());
  }

  /** Readable profiles that list the gid, enabled or not. */
  public List<Profile> byGid(long gid) {
    return byGid.getOrDefault(gid, List.of());
  }

  /** The readable profile whose key it is, enabled or not; null when it is nobody's. 64 lower-case hexadecimal digits. */
  public @Nullable Profile byKey(String publicKey) {
    return byKey.get(publicKey);
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
