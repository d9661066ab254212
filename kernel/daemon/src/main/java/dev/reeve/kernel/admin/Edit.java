package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.Profile;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a change writes.
 *
 * @param profiles by name: the profile as it shall be, empty where it goes
 * @param groups all custom groups as they shall be; null where they stay
 */
public record Edit(Map<String, Optional<Profile>> profiles, @Nullable List<Group> groups) {

  /** Nothing to write. */
  public static final Edit NOTHING = new Edit(Map.of(), null);

  public Edit {
    profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
    groups = groups == null ? null : List.copyOf(groups);
  }

  /** One profile, new or changed. */
  public static Edit profile(Profile after) {
    return new Edit(Map.of(after.name(), Optional.of(after)), null);
  }

  /** One profile gone. */
  public static Edit without(String name) {
    return new Edit(Map.of(name, Optional.empty()), null);
  }

  /** The custom groups, as they shall be. */
  public static Edit groups(Collection<Group> after) {
    return new Edit(Map.of(), List.copyOf(after));
  }

  boolean nothing() {
    return profiles.isEmpty() && groups == null;
  }
}
