package dev.reeve.cli.noun;

import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Pages;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.AdminRequest;
import dev.reeve.v1.GroupCreateRequest;
import dev.reeve.v1.GroupDeleteRequest;
import dev.reeve.v1.GroupFilter;
import dev.reeve.v1.GroupInfo;
import dev.reeve.v1.GroupListRequest;
import dev.reeve.v1.GroupListResponse;
import dev.reeve.v1.GroupMembersRequest;
import dev.reeve.v1.GroupMembersResponse;
import dev.reeve.v1.GroupModifyRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve group}: capabilities and limits that principals share. */
@Command(name = "group", addMethodSubcommands = false, description = "Capabilities and limits that principals share.")
public final class GroupNoun {

  public static final TableView<GroupInfo> ROW =
      TableView.of(GroupInfo::getName)
          .with("NAME", GroupInfo::getName)
          .with("MEMBERS", g -> Integer.toString(g.getMembers()))
          .with("CAPABILITIES", g -> Words.join(g.getCapabilitiesList()))
          .with("BUILT IN", g -> g.getBuiltin() ? "yes" : "no")
          .with("DESCRIPTION", GroupInfo::getDescription);

  public static final TableView<GroupInfo> WHOLE =
      ROW.with("UNSAFE ADMIN", g -> g.getUnsafeAdmin() ? "yes" : "no")
          .with("LIMITS", g -> QuotaNoun.words(g.getQuotas()))
          .with("GENERATION", g -> g.getGeneration() == 0 ? "" : Long.toString(g.getGeneration()));

  private static final TableView<String> MEMBER =
      new TableView<String>(name -> name, (style, name) -> Json.text(name), List.of()).with("NAME", name -> name);

  private final Invocation call;

  public GroupNoun(Invocation call) {
    this.call = call;
  }

  @Command(name = "create", description = "Make a group.")
  int create(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--cap", split = ",", paramLabel = "CAP", description = "Capability patterns its members have.")
          @Nullable List<String> capabilities,
      @Option(names = "--description", paramLabel = "T", defaultValue = "", description = "What it is for; at most 256 characters.")
          String description,
      @Option(names = "--unsafe-admin", description = "It may hold a pattern that covers everything.") boolean unsafeAdmin,
      @Option(names = "--quota", split = ",", paramLabel = "NAME=VALUE",
          description = "Caps on each member's limits, such as memory=512MiB.")
          @Nullable List<String> quotas,
      @Mixin ChangeOptions change) {
    GroupCreateRequest request =
        GroupCreateRequest.newBuilder()
            .setName(name)
            .addAllCapabilities(orNone(capabilities))
            .setDescription(description)
            .setUnsafeAdmin(unsafeAdmin)
            .setQuotas(QuotaWord.parse(quotas))
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "make", "made", "group " + name)
        .make(
            AdminRequest.newBuilder().setGroupCreate(request),
            admin -> admin.groupCreate(request),
            answer -> call.output().one(answer.getGroup(), WHOLE));
  }

  @Command(name = "modify", description = "Change a group; what is not named stays.")
  int modify(@Parameters(paramLabel = "NAME") String name, @Mixin GroupOptions options, @Mixin ChangeOptions change) {
    GroupModifyRequest request =
        options.request(name).setExpectedGeneration(change.expectedGeneration).setDryRun(change.dryRun).build();
    return new Change(call, change, "change", "changed", "group " + name)
        .make(
            AdminRequest.newBuilder().setGroupModify(request),
            admin -> admin.groupModify(request),
            answer -> call.output().one(answer.getGroup(), WHOLE));
  }

  @Command(name = "delete", aliases = "rm", description = "Remove a group, after asking.")
  int delete(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--cascade", description = "Take it from its members too; without, a group with members stays.") boolean cascade,
      @Mixin ChangeOptions change) {
    change.confirm("Delete group " + name + (cascade ? " and take it from its members?" : "?"), call);
    GroupDeleteRequest request =
        GroupDeleteRequest.newBuilder()
            .setGroup(name)
            .setCascade(cascade)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "delete", "deleted", "group " + name)
        .make(AdminRequest.newBuilder().setGroupDelete(request), admin -> admin.groupDelete(request));
  }

  @Command(name = "list", aliases = "ls", description = "Groups.")
  int list(
      @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: name=PART, builtin=yes|no; repeat for more.")
          @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    Filters filters = Filters.of(filter, "name", "builtin");
    call.output().list(groups(GroupFilter.newBuilder().setName(filters.text("name")).setBuiltin(filters.choice("builtin")).build(),
        limit), ROW);
    return 0;
  }

  @Command(name = "show", description = "A group.")
  int show(@Parameters(paramLabel = "NAME") String name) {
    GroupInfo found =
        groups(GroupFilter.newBuilder().setName(name).build(), Integer.MAX_VALUE).stream()
            .filter(group -> group.getName().equalsIgnoreCase(name))
            .findFirst()
            .orElseThrow(() -> ReeveException.local(LocalError.NOT_FOUND, "no group named '" + name + "'", "see 'reeve group list'"));
    call.output().one(found, WHOLE);
    return 0;
  }

  @Command(name = "members", description = "Principals in a group.")
  int members(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: name=PART.") @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    Filters filters = Filters.of(filter, "name");
    KernelClient client = call.connect();
    List<String> members =
        Pages.first(
            limit,
            page -> {
              GroupMembersResponse answer =
                  client.admin().groupMembers(GroupMembersRequest.newBuilder().setGroup(name).setPage(page).build());
              return new Pages.Page<>(answer.getMembersList().stream().filter(n -> filters.fits("name", n)).toList(), answer.getPage());
            });
    call.output().list(members, MEMBER);
    return 0;
  }

  private List<GroupInfo> groups(GroupFilter filter, int limit) {
    KernelClient client = call.connect();
    return Pages.first(
        limit,
        page -> {
          GroupListResponse answer = client.admin().groupList(GroupListRequest.newBuilder().setPage(page).setFilter(filter).build());
          return new Pages.Page<>(answer.getGroupsList(), answer.getPage());
        });
  }

  private static <T> List<T> orNone(@Nullable List<T> given) {
    return given == null ? List.of() : given;
  }
}
