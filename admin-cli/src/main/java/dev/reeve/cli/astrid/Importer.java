package dev.reeve.cli.astrid;

import dev.reeve.cli.progress.Progress;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.GroupCreateRequest;
import dev.reeve.v1.GroupInfo;
import dev.reeve.v1.GroupListRequest;
import dev.reeve.v1.GroupListResponse;
import dev.reeve.v1.PageRequest;
import dev.reeve.v1.PrincipalInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks a kernel for what a plan wants, as whoever calls: what that one may not do or confer is refused there and told. What is there
 * already is not asked for again, so that an import can be repeated.
 */
final class Importer {

  private static final int PAGE = 1000;

  private final Asking asking;
  private final Notes notes;
  private final boolean unsafeAdmin;
  private final boolean merge;
  private final Set<String> missingGroups = new HashSet<>();

  /**
   * An importer that tells what it does.
   *
   * @param merge whether a principal that is there already, and differs, gets what it lacks
   */
  Importer(KernelClient client, Notes notes, boolean unsafeAdmin, boolean merge) {
    this.asking = new Asking(client, notes);
    this.notes = notes;
    this.unsafeAdmin = unsafeAdmin;
    this.merge = merge;
  }

  /** How many requests changed something. Throws StatusRuntimeException when the kernel goes away. */
  int apply(Plan plan, Progress progress) {
    progress.total(plan.groups().size() + plan.principals().size());
    Map<String, GroupInfo> groups = groups();
    for (GroupCreateRequest group : plan.groups()) {
      make(group, Optional.ofNullable(groups.get(group.getName())));
      progress.add(1);
    }
    for (Plan.Principal principal : plan.principals()) {
      PrincipalImport one = new PrincipalImport(reachable(principal), asking, notes, unsafeAdmin);
      Optional<PrincipalInfo> there = find(principal.name());
      if (there.isEmpty()) {
        notes.add(principal.told());
        one.make();
      } else if (principal.onlyIfAbsent()) {
        notes.dropped("profile " + principal.name(), "there is one already, which stays as it is");
      } else {
        one.complete(there.get(), merge);
      }
      progress.add(1);
    }
    return asking.done();
  }

  private void make(GroupCreateRequest wanted, Optional<GroupInfo> there) {
    String about = "group " + wanted.getName();
    if (there.isEmpty()) {
      if (!asking.change(about, "made", admin -> admin.groupCreate(wanted))) {
        missingGroups.add(wanted.getName());
      }
    } else if (same(wanted, there.get())) {
      notes.same(about, "is there already");
    } else {
      missingGroups.add(wanted.getName());
      notes.refused(about, "there is one already, with other capabilities or description; see 'reeve group modify'");
    }
  }

  private static boolean same(GroupCreateRequest wanted, GroupInfo there) {
    return Set.copyOf(there.getCapabilitiesList()).equals(new HashSet<>(wanted.getCapabilitiesList()))
        && there.getDescription().equals(wanted.getDescription())
        && there.getUnsafeAdmin() == wanted.getUnsafeAdmin()
        && !there.getBuiltin();
  }

  /** The principal without groups that are not here as they were there. */
  private Plan.Principal reachable(Plan.Principal wanted) {
    List<String> groups = wanted.groups().stream().filter(group -> !missingGroups.contains(group)).toList();
    new TreeSet<>(wanted.groups()).stream()
        .filter(missingGroups::contains)
        .forEach(group -> notes.refused("profile " + wanted.name(), "group '" + group + "' is not here as it was there; not joined"));
    return new Plan.Principal(
        wanted.name(), wanted.enabled(), groups.isEmpty() ? List.of(Plan.NO_RIGHTS) : groups, wanted.grants(), wanted.revokes(),
        wanted.quotas(), wanted.uids(), wanted.keys(), wanted.onlyIfAbsent(), wanted.told());
  }

  private Map<String, GroupInfo> groups() {
    Map<String, GroupInfo> groups = new HashMap<>();
    String token = "";
    do {
      GroupListRequest request =
          GroupListRequest.newBuilder().setPage(PageRequest.newBuilder().setSize(PAGE).setToken(token)).build();
      GroupListResponse page = asking.answer(admin -> admin.groupList(request));
      page.getGroupsList().forEach(group -> groups.put(group.getName(), group));
      token = page.getPage().getNextToken();
    } while (!token.isEmpty());
    return groups;
  }

  private Optional<PrincipalInfo> find(String name) {
    try {
      return Optional.of(
          asking.answer(admin -> admin.agentGet(AgentGetRequest.newBuilder().setPrincipal(name).build())).getPrincipal());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
