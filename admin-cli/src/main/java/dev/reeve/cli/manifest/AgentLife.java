package dev.reeve.cli.manifest;

import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Pages;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentScope;
import dev.reeve.v1.AgentStatus;
import dev.reeve.v1.AgentVersion;
import dev.reeve.v1.ChangeScopeRequest;
import dev.reeve.v1.ChangeScopeResponse;
import dev.reeve.v1.ListVersionsRequest;
import dev.reeve.v1.ListVersionsResponse;
import dev.reeve.v1.RollbackRequest;
import dev.reeve.v1.RollbackResponse;
import dev.reeve.v1.SetStatusRequest;
import dev.reeve.v1.SetStatusResponse;
import java.util.List;
import java.util.function.Predicate;

/** What becomes of an agent once it is deployed: its versions, who sees it and whether it may start. */
public final class AgentLife {

  private static final TableView<RollbackResponse> ROLLED_BACK = TableView.of(answer -> answer.getAgent().getName());
  private static final TableView<ChangeScopeResponse> SCOPED = TableView.of(answer -> answer.getAgent().getName());
  private static final TableView<SetStatusResponse> SET = TableView.of(answer -> answer.getAgent().getName());

  private final Invocation call;
  private final String name;

  /** @param name name of the agent */
  public AgentLife(Invocation call, String name) {
    this.call = call;
    this.name = name;
  }

  /** Shows every revision of every version, from the newest; the exit code. */
  public int versions(Filters filters, int limit) {
    Predicate<AgentVersion> wanted = version -> filters.fits("version", version.getVersion()) && filters.fits("by", version.getDeployedBy());
    call.output().list(versions(call.connect(), name, wanted, limit), ManifestViews.VERSION);
    return 0;
  }

  static List<AgentVersion> versions(KernelClient client, String name, int limit) {
    return versions(client, name, version -> true, limit);
  }

  private static List<AgentVersion> versions(KernelClient client, String name, Predicate<AgentVersion> wanted, int limit) {
    return Pages.first(
        limit,
        page -> {
          ListVersionsResponse answer = client.agents().listVersions(ListVersionsRequest.newBuilder().setAgent(name).setPage(page).build());
          return new Pages.Page<>(answer.getVersionsList().stream().filter(wanted).toList(), answer.getPage());
        });
  }

  /**
   * Deploys a version again, or tells what that would change; the exit code.
   *
   * @param revision which one of the version; 0: the newest
   */
  public int rollback(String version, int revision, boolean dryRun) {
    RollbackRequest request = RollbackRequest.newBuilder().setAgent(name).setVersion(version).setRevision(revision).setDryRun(dryRun).build();
    RollbackResponse answer = call.connect().agents().rollback(request);
    if (call.output().json()) {
      call.output().one(answer, ROLLED_BACK);
      return 0;
    }
    String which = version + (revision == 0 ? "" : " revision " + revision);
    return told(answer.getChanged(), dryRun, "roll back", "rolled back", " to " + which, answer.getAgent());
  }

  /** Changes who sees it, or tells what that would change; the exit code. */
  public int scope(AgentScope scope, boolean dryRun) {
    ChangeScopeRequest request = ChangeScopeRequest.newBuilder().setAgent(name).setScope(scope).setDryRun(dryRun).build();
    ChangeScopeResponse answer = call.connect().agents().changeScope(request);
    if (call.output().json()) {
      call.output().one(answer, SCOPED);
      return 0;
    }
    String way = " from " + ManifestViews.word(answer.getFormer()) + " to " + ManifestViews.word(scope);
    return told(answer.getChanged(), dryRun, "move", "moved", way, answer.getAgent());
  }

  /** Changes whether it may start, or tells what that would change; the exit code. */
  public int status(AgentStatus status, String reason, boolean dryRun) {
    SetStatusRequest request = SetStatusRequest.newBuilder().setAgent(name).setStatus(status).setReason(reason).setDryRun(dryRun).build();
    SetStatusResponse answer = call.connect().agents().setStatus(request);
    if (call.output().json()) {
      call.output().one(answer, SET);
      return 0;
    }
    return told(answer.getChanged(), dryRun, "make", "made", " " + ManifestViews.word(status), answer.getAgent());
  }

  private int told(boolean changed, boolean dryRun, String will, String did, String how, Agent agent) {
    if (changed || dryRun) {
      call.tell((dryRun ? "would " + will : did) + " " + name + how);
    } else {
      call.tell("nothing changed for " + name);
    }
    call.output().one(agent, ManifestViews.AGENT);
    return 0;
  }
}
