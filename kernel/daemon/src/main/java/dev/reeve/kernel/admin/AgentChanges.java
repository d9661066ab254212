package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.BuiltinGroups;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.Names;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Making, changing and ending principals. */
public final class AgentChanges {

  private static final int MOST_GROUPS = 64;
  private static final int MOST_USERS = 64;

  private final PolicyChanges changes;
  private final PolicyFiles files;
  private final Consumer<UUID> ended;

  /**
   * Makes the operations.
   *
   * @param ended told of a principal that is gone, to end what else is kept of it
   */
  public AgentChanges(PolicyChanges changes, PolicyFiles files, Consumer<UUID> ended) {
    this.changes = changes;
    this.files = files;
    this.ended = ended;
  }

  /**
   * What a new principal shall be.
   *
   * @param groups none: {@code agent}, unless it is a clone
   * @param cloneFrom whose groups, grants, revokes and limits it gets; empty: nobody's
   * @param keys ways to log in that it has from the start
   */
  public record Creation(
      String name, List<String> groups, List<String> grants, String cloneFrom, List<Long> uids, List<Long> gids, List<RegisteredKey> keys) {}

  /**
   * Makes a principal, whole or not at all.
   *
   * @throws KernelException INVALID_ARGUMENT; ALREADY_EXISTS, also for a name that was a principal's once; as {@link PolicyChanges#change}
   */
  public Changed create(Asked asked, Creation creation) {
    UUID id = Ids.next();
    return changes.change(asked, policy -> Edit.profile(fresh(policy, id, creation)));
  }

  private Profile fresh(Policy policy, UUID id, Creation creation) {
    String wrong = Names.checkPrincipal(creation.name());
    if (wrong != null) {
      throw KernelException.invalid("name", wrong);
    }
    boolean taken =
        policy.profile(creation.name()) != null || policy.broken().keySet().stream().anyMatch(name -> name.equalsIgnoreCase(creation.name()));
    if (taken) {
      throw KernelException.exists("there is a principal '" + creation.name() + "' already; names are unique ignoring case");
    }
    if (files.retired(creation.name())) {
      throw KernelException.exists("'" + creation.name() + "' was a principal once, and names are not given again: choose another");
    }
    if (creation.groups().size() > MOST_GROUPS || creation.uids().size() + creation.gids().size() > MOST_USERS) {
      throw KernelException.invalid("groups", "at most " + MOST_GROUPS + " groups and " + MOST_USERS + " users and groups of the host");
    }
    List<Grant> grants = Plans.patternsOrNone("grants", creation.grants()).stream().map(Grant::of).toList();
    Profile bare =
        new Profile(
            id, creation.name(), true, List.of(), grants, List.of(), creation.uids().stream().distinct().toList(),
            creation.gids().stream().distinct().toList(), Quotas.DEFAULTS, changes.now().truncatedTo(ChronoUnit.SECONDS), creation.keys());
    if (creation.cloneFrom().isEmpty()) {
      return bare.withGroups(groups(policy, "groups", creation.groups().isEmpty() ? List.of(BuiltinGroups.AGENT) : creation.groups()));
    }
    if (!creation.groups().isEmpty() || !grants.isEmpty()) {
      throw KernelException.invalid("clone_from", "a clone has the groups and grants of its original, and no others");
    }
    Profile original = Plans.principal(policy, creation.cloneFrom());
    return bare.withGroups(original.groups()).withGrants(original.grants()).withRevokes(original.revokes()).withQuotas(original.quotas());
  }

  /** Ends a principal; of an unknown one nothing changes. Its name is not given again. */
  public Changed delete(Asked asked, String name) {
    AtomicReference<@Nullable UUID> gone = new AtomicReference<>();
    Changed changed =
        changes.change(
            asked,
            policy -> {
              Profile profile = policy.profile(name);
              gone.set(profile == null ? null : profile.id());
              if (profile != null) {
                return Edit.without(profile.name());
              }
              return policy.broken().keySet().stream().filter(name::equalsIgnoreCase).findFirst().map(Edit::without).orElse(Edit.NOTHING);
            });
    UUID id = gone.get();
    if (changed.changed() && asked.mode() == Asked.Mode.APPLY && id != null) {
      ended.accept(id);
    }
    return changed;
  }

  /** Lets a principal hold what it holds, or nothing at all. */
  public Changed enable(Asked asked, String name, boolean enabled) {
    return modify(asked, name, profile -> profile.withEnabled(enabled));
  }

  /** What of a principal changes; removals come before additions. */
  public record Modification(
      List<String> addGroups, List<String> removeGroups, List<Long> addUids, List<Long> removeUids, List<Long> addGids, List<Long> removeGids) {

    boolean empty() {
      return addGroups.isEmpty() && removeGroups.isEmpty() && addUids.isEmpty() && removeUids.isEmpty() && addGids.isEmpty()
          && removeGids.isEmpty();
    }
  }

  /** Changes memberships and who may act as the principal. */
  public Changed modify(Asked asked, String name, Modification wanted) {
    if (wanted.empty()) {
      throw KernelException.invalid("add_groups", "name at least one thing to add or remove");
    }
    return changes.change(
        asked,
        policy -> {
          Profile before = Plans.principal(policy, name);
          List<String> removed = new ArrayList<>();
          before.groups().stream().filter(group -> wanted.removeGroups().stream().anyMatch(group::equalsIgnoreCase)).forEach(removed::add);
          List<String> added = groups(policy, "add_groups", wanted.addGroups()).stream().map(group -> spelled(before, group)).toList();
          Profile after =
              before
                  .withGroups(kept(before.groups(), Plans.changed(before.groups(), removed, added)))
                  .withUsers(
                      kept(before.uids(), Plans.changed(before.uids(), wanted.removeUids(), wanted.addUids())),
                      kept(before.gids(), Plans.changed(before.gids(), wanted.removeGids(), wanted.addGids())));
          if (after.groups().size() > MOST_GROUPS || after.uids().size() + after.gids().size() > MOST_USERS) {
            throw KernelException.invalid("add_groups", "at most " + MOST_GROUPS + " groups and " + MOST_USERS + " users and groups of the host");
          }
          return edit(before, after);
        });
  }

  /** As a profile spells a group it is in already. */
  private static String spelled(Profile profile, String group) {
    return profile.groups().stream().filter(group::equalsIgnoreCase).findFirst().orElse(group);
  }

  /** The list as it was, where nothing but its order is another. */
  private static <T> List<T> kept(List<T> before, List<T> after) {
    return new HashSet<>(after).equals(new HashSet<>(before)) ? before : after;
  }

  private Changed modify(Asked asked, String name, UnaryOperator<Profile> change) {
    return changes.change(
        asked,
        policy -> {
          Profile before = Plans.principal(policy, name);
          return edit(before, change.apply(before));
        });
  }

  static Edit edit(Profile before, Profile after) {
    return after.equals(before) ? Edit.NOTHING : Edit.profile(after);
  }

  /** Groups that exist, as they are spelled, each once. */
  static List<String> groups(Policy policy, String field, List<String> names) {
    List<String> found = new ArrayList<>();
    for (String name : names) {
      Group group = policy.group(name);
      if (group == null) {
        throw KernelException.invalid(field, "there is no group '" + name + "'");
      }
      if (!found.contains(group.name())) {
        found.add(group.name());
      }
    }
    return found;
  }
}
