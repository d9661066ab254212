package dev.reeve.cli.noun;

import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Pages;
import dev.reeve.cli.manifest.AgentLife;
import dev.reeve.cli.manifest.DeployCommand;
import dev.reeve.cli.manifest.DiffCommand;
import dev.reeve.cli.manifest.ScopeWord;
import dev.reeve.cli.manifest.ValidateCommand;
import dev.reeve.cli.run.AgentLogsCommand;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.AdminRequest;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentDisableRequest;
import dev.reeve.v1.AgentEnableRequest;
import dev.reeve.v1.AgentFilter;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.AgentModifyRequest;
import dev.reeve.v1.AgentScope;
import dev.reeve.v1.AgentStatus;
import dev.reeve.v1.GetAgentRequest;
import dev.reeve.v1.PrincipalInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve agent}: principals and the manifests they run. */
@Command(name = "agent", addMethodSubcommands = false, description = "Principals and the manifests they run.")
public final class AgentNoun {

  private final Invocation call;

  public AgentNoun(Invocation call) {
    this.call = call;
  }

  /** With the verbs that have classes of their own. */
  public static CommandLine tree(Invocation call, Verbs verbs) {
    return verbs.of(
        new AgentNoun(call),
        new Verbs.Own("validate", () -> new ValidateCommand(call)),
        new Verbs.Own("deploy", () -> new DeployCommand(call)),
        new Verbs.Own("diff", () -> new DiffCommand(call)),
        new Verbs.Own("logs", () -> new AgentLogsCommand(call)));
  }

  @Command(name = "create", description = "Make a principal.")
  int create(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--group", split = ",", paramLabel = "G", description = "Groups it joins; default: agent.")
          @Nullable List<String> groups,
      @Option(names = "--grant", split = ",", paramLabel = "CAP", description = "Capability patterns it gets.")
          @Nullable List<String> grants,
      @Option(names = "--clone", paramLabel = "P", defaultValue = "", description = "Copy groups, grants, revokes and limits of P.")
          String clone,
      @Option(names = "--uid", split = ",", paramLabel = "N", converter = IdWord.class,
          description = "User ids whose processes may act as it.")
          @Nullable List<Integer> uids,
      @Option(names = "--gid", split = ",", paramLabel = "N", converter = IdWord.class,
          description = "Group ids whose processes may act as it.")
          @Nullable List<Integer> gids,
      @Option(names = "--unsafe-admin", description = "Needed for a pattern that covers everything.") boolean unsafeAdmin,
      @Mixin ChangeOptions change) {
    if (!clone.isEmpty() && (groups != null || grants != null)) {
      throw ReeveException.usage("--clone excludes --group and --grant", "make the copy first, then change it with 'reeve agent modify'");
    }
    AgentCreateRequest request =
        AgentCreateRequest.newBuilder()
            .setName(name)
            .addAllGroups(orNone(groups))
            .addAllGrants(orNone(grants))
            .setCloneFrom(clone)
            .addAllUids(orNone(uids))
            .addAllGids(orNone(gids))
            .setUnsafeAdmin(unsafeAdmin)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "make", "made", "principal " + name)
        .make(
            AdminRequest.newBuilder().setAgentCreate(request),
            admin -> admin.agentCreate(request),
            answer -> call.output().one(answer.getPrincipal(), AgentViews.PRINCIPAL));
  }

  @Command(
      name = "delete", aliases = "rm",
      description = {
        "Remove a principal with its manifests, after showing what depends on it and asking; its name is not used again.",
        "The records of its runs stay. With --manifests-only the principal stays, too. Refused while it has live runs."
      })
  int delete(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--manifests-only", description = "Only end its manifests.") boolean manifestsOnly,
      @Option(names = "--force", description = "Cancel its live runs first.") boolean force,
      @Mixin ChangeOptions change) {
    return new AgentDeletion(call, name, force, change).delete(manifestsOnly);
  }

  @Command(name = "enable", description = "Let a disabled principal act again.")
  int enable(@Parameters(paramLabel = "NAME") String name, @Mixin ChangeOptions change) {
    AgentEnableRequest request =
        AgentEnableRequest.newBuilder()
            .setPrincipal(name)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "enable", "enabled", "principal " + name)
        .make(AdminRequest.newBuilder().setAgentEnable(request), admin -> admin.agentEnable(request));
  }

  @Command(name = "disable", description = "Deny a principal everything and end its sessions, until it is enabled.")
  int disable(@Parameters(paramLabel = "NAME") String name, @Mixin ChangeOptions change) {
    AgentDisableRequest request =
        AgentDisableRequest.newBuilder()
            .setPrincipal(name)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "disable", "disabled", "principal " + name)
        .make(AdminRequest.newBuilder().setAgentDisable(request), admin -> admin.agentDisable(request));
  }

  @Command(name = "modify", description = "Change the groups of a principal and whose processes may act as it; removals come first.")
  int modify(
      @Parameters(paramLabel = "NAME") String name, @Mixin MembershipOptions membership, @Mixin ChangeOptions change) {
    AgentModifyRequest request =
        membership
            .request(name)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "change", "changed", "principal " + name)
        .make(
            AdminRequest.newBuilder().setAgentModify(request),
            admin -> admin.agentModify(request),
            answer -> call.output().one(answer.getPrincipal(), AgentViews.PRINCIPAL));
  }

  @Command(name = "list", aliases = "ls", description = "Principals, with the version each has deployed and who sees it.")
  int list(
      @Option(
              names = "--filter",
              paramLabel = "KEY=VALUE",
              description = "Only with: name=PART, group=G, enabled=yes|no, broken=yes|no; repeat for more.")
          @Nullable List<String> filter,
      @Mixin DeployedOptions deployed,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    Pages.requireLimit(limit);
    Filters filters = Filters.of(filter, "name", "group", "enabled", "broken");
    AgentFilter wanted =
        AgentFilter.newBuilder()
            .setName(filters.text("name"))
            .setGroup(filters.text("group"))
            .setEnabled(filters.choice("enabled"))
            .setBroken(filters.choice("broken"))
            .build();
    KernelClient client = call.connect();
    List<AgentViews.Whole> all = new AgentList(client, wanted, deployed.wanted()).first(limit, deployed.given());
    call.output().list(all, AgentViews.ROW);
    return 0;
  }

  @Command(name = "show", description = "A principal: its grants with their terms, its keys and limits, and what it has deployed.")
  int show(@Parameters(paramLabel = "NAME") String name) {
    KernelClient client = call.connect();
    PrincipalInfo principal = client.admin().agentGet(AgentGetRequest.newBuilder().setPrincipal(name).build()).getPrincipal();
    call.output().one(new AgentViews.Whole(principal, deployed(client, name)), AgentViews.WHOLE);
    if (call.output().table()) {
      AgentViews.details(principal, call.output());
    }
    return 0;
  }

  @Command(name = "versions", description = "Every revision of every version that was deployed, from the newest.")
  int versions(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: version=PART, by=PART; repeat for more.")
          @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many; default 100.") int limit) {
    Pages.requireLimit(limit);
    return new AgentLife(call, name).versions(Filters.of(filter, "version", "by"), limit);
  }

  @Command(name = "rollback", description = "Deploy a version of the history again, checked as a deployment is.")
  int rollback(
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "VERSION") String version,
      @Option(names = "--revision", paramLabel = "N", description = "Which revision of it; default: the newest.") int revision,
      @Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun) {
    return new AgentLife(call, name).rollback(version, revision, dryRun);
  }

  @Command(name = "scope", description = "Change who sees an agent: its owner, the organisation or everyone; one step at a time.")
  int scope(
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "user|org|global", converter = ScopeWord.class, completionCandidates = ScopeWord.class) AgentScope scope,
      @Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun) {
    return new AgentLife(call, name).scope(scope, dryRun);
  }

  @Command(name = "pause", description = "Let an agent start no runs until it is resumed; those that live go on.")
  int pause(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--reason", paramLabel = "T", defaultValue = "", description = "Why; at most 256 characters.") String reason,
      @Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun) {
    return new AgentLife(call, name).status(AgentStatus.AGENT_STATUS_PAUSED, reason, dryRun);
  }

  @Command(name = "resume", description = "Let an agent that was paused or archived start runs again.")
  int resume(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--reason", paramLabel = "T", defaultValue = "", description = "Why; at most 256 characters.") String reason,
      @Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun) {
    return new AgentLife(call, name).status(AgentStatus.AGENT_STATUS_ACTIVE, reason, dryRun);
  }

  @Command(name = "archive", description = "Put an agent away: it starts no runs, and its records stay.")
  int archive(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--reason", paramLabel = "T", defaultValue = "", description = "Why; at most 256 characters.") String reason,
      @Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun) {
    return new AgentLife(call, name).status(AgentStatus.AGENT_STATUS_ARCHIVED, reason, dryRun);
  }

  /** What it has deployed; null when nothing. */
  private static @Nullable Agent deployed(KernelClient client, String name) {
    try {
      return client.agents().get(GetAgentRequest.newBuilder().setAgent(name).build()).getAgent();
    } catch (StatusRuntimeException failure) {
      if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return null;
      }
      throw failure;
    }
  }

  private static <T> List<T> orNone(@Nullable List<T> given) {
    return given == null ? List.of() : given;
  }
}
