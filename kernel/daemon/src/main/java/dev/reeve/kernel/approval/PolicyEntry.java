package dev.reeve.kernel.approval;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Names;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.v1.Danger;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are asked for, whatever they are.
 *
 * @param name shown to people as what asks
 * @param capabilities one of which has to match; empty: whatever is needed
 * @param danger at least; null: of any
 * @param principals who is asked for, besides the members of {@code groups}; both empty: everybody
 * @param window when; null: always
 */
record PolicyEntry(
    String name,
    List<CapabilityPattern> capabilities,
    @Nullable Danger danger,
    List<String> principals,
    List<String> groups,
    @Nullable TimeWindow window,
    Answering answering) {

  PolicyEntry {
    capabilities = List.copyOf(capabilities);
    principals = List.copyOf(principals);
    groups = List.copyOf(groups);
  }

  /** {@code profile} is the asker's; without one it may be anybody. */
  boolean matches(Wish wish, Asker asker, @Nullable Profile profile, ZonedDateTime now) {
    return (capabilities.isEmpty() || capabilities.stream().anyMatch(pattern -> speaksOf(pattern, wish)))
        && (danger == null || wish.danger().getNumber() >= danger.getNumber())
        && speaksOf(asker, profile)
        && (window == null || window.contains(now));
  }

  private static boolean speaksOf(CapabilityPattern pattern, Wish wish) {
    return wish.capabilities().stream().anyMatch(pattern::matches) || wish.confers().stream().anyMatch(pattern::overlaps);
  }

  private boolean speaksOf(Asker asker, @Nullable Profile profile) {
    return (principals.isEmpty() && groups.isEmpty())
        || contains(principals, asker.name())
        || (!groups.isEmpty() && (profile == null || profile.groups().stream().anyMatch(group -> contains(groups, group))));
  }

  private static boolean contains(List<String> names, String name) {
    return names.stream().anyMatch(one -> Names.key(one).equals(Names.key(name)));
  }
}
