package dev.reeve.cli.doctor;

import dev.reeve.cli.output.Words;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.client.StatusReport;
import dev.reeve.v1.AgentFilter;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.CheckStoreRequest;
import dev.reeve.v1.CheckStoreResponse;
import dev.reeve.v1.Choice;
import dev.reeve.v1.ComponentHealth;
import dev.reeve.v1.FileProblem;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.LockdownState;
import dev.reeve.v1.PrincipalInfo;
import dev.reeve.v1.SandboxTier;
import dev.reeve.v1.VerifyAuditRequest;
import dev.reeve.v1.VerifyAuditResponse;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The kernel as it answers: its state and parts, the files it does not take as they are, the principals it denies, its audit chain. */
final class KernelChecks {

  private final KernelClient client;
  private final List<Finding> findings = new ArrayList<>();

  private KernelChecks(KernelClient client) {
    this.client = client;
  }

  /**
   * What a kernel said.
   *
   * @param status null where none answered
   */
  record Answer(@Nullable GetStatusResponse status, List<Finding> findings) {}

  static Answer ask(Supplier<KernelClient> connect) {
    KernelClient client;
    try {
      client = connect.get();
    } catch (ReeveException absent) {
      return new Answer(null, List.of(Finding.fail("kernel", absent.report().message(), absent.report().remedy())));
    }
    KernelChecks checks = new KernelChecks(client);
    return new Answer(checks.status(), checks.findings);
  }

  private @Nullable GetStatusResponse status() {
    GetStatusResponse status;
    try {
      status = client.kernel().getStatus(GetStatusRequest.getDefaultInstance());
    } catch (StatusRuntimeException refused) {
      var report = StatusReport.of(refused, client.socket(), client.lastRequestId());
      findings.add(Finding.fail("kernel", report.message(), report.remedy()));
      return null;
    }
    String said = "kernel " + status.getVersion() + " answers at " + client.socket() + " as " + status.getState() + "; you are "
        + status.getPrincipal();
    findings.add(
        status.getState().equals("READY") ? Finding.ok("kernel", said)
            : Finding.warn("kernel", said, "wait until it is READY; see its log"));
    if (status.getPid() == 0) {
      findings.add(
          Finding.warn("kernel", "it does not tell you of its parts: that needs system:status",
              "run this as an administrator or operator"));
    }
    status.getComponentsList().forEach(this::component);
    sandbox(status.getSandboxTiersList());
    status.getFileProblemsList().forEach(this::file);
    broken();
    lockdown(status);
    store();
    chain();
    return status;
  }

  private void component(ComponentHealth part) {
    String said = part.getName() + (part.getDetail().isEmpty() ? "" : ": " + part.getDetail());
    String remedy =
        switch (part.getName()) {
          case "policy" -> "see the files below";
          case "disk" -> "free space where the kernel's home is; what stops things works meanwhile, 'reeve lockdown on' for one";
          case "clock" -> "set this host's clock";
          default -> "see the kernel's log";
        };
    findings.add(part.getHealthy() ? Finding.ok("component", said) : Finding.fail("component", said, remedy));
  }

  /** One usable tier is enough; that none is means that nothing can run. */
  private void sandbox(List<SandboxTier> tiers) {
    boolean any = tiers.stream().anyMatch(SandboxTier::getUsable);
    for (SandboxTier tier : tiers) {
      String said = tier.getName() + (tier.getUsable() ? " confines runs" : " cannot be used")
          + (tier.getDetail().isEmpty() ? "" : ": " + tier.getDetail());
      findings.add(
          tier.getUsable()
              ? Finding.ok("sandbox", said)
              : any ? Finding.warn("sandbox", said, "see docs/sandbox.md")
                  : Finding.fail("sandbox", said, "nothing can run here; see docs/sandbox.md"));
    }
  }

  private void file(FileProblem problem) {
    String inForce = problem.getInForce().isEmpty() ? "" : "; what holds: " + problem.getInForce();
    problem
        .getProblemsList()
        .forEach(
            why ->
                findings.add(
                    Finding.fail(
                        "policy",
                        (why.contains(problem.getPath()) ? "ignored: " : problem.getPath() + " is ignored: ") + why + inForce,
                        "correct the file; the kernel reads it again by itself")));
  }

  /** Every page is asked for no more than once; a kernel's first thousand broken principals are enough to begin with. */
  private void broken() {
    try {
      AgentListRequest request =
          AgentListRequest.newBuilder().setFilter(AgentFilter.newBuilder().setBroken(Choice.CHOICE_YES)).build();
      for (PrincipalInfo principal : client.admin().agentList(request).getPrincipalsList()) {
        if (!principal.getProblem().isEmpty() && findings.stream().noneMatch(f -> f.said().contains(principal.getProblem()))) {
          findings.add(
              Finding.fail(
                  "principal", principal.getName() + ": " + principal.getProblem(),
                      "correct its profile; the kernel reads it again by itself"));
        }
      }
    } catch (StatusRuntimeException refused) {
      findings.add(Finding.warn("principal", "who is denied cannot be asked: " + message(refused),
          "run this as an administrator or operator"));
    }
  }

  private void lockdown(GetStatusResponse status) {
    if (status.hasLockdown()) {
      LockdownState on = status.getLockdown();
      findings.add(
          Finding.warn(
              "lockdown", "one is on since " + Words.time(on.getSince()) + ", by " + on.getBy() + (on.getReason().isEmpty() ? "" : ": " + on.getReason())
                  + "; nothing is started or changed",
              "'reeve lockdown off' ends it"));
    }
  }

  private void store() {
    CheckStoreResponse answer;
    try {
      answer = client.store().check(CheckStoreRequest.getDefaultInstance());
    } catch (StatusRuntimeException refused) {
      findings.add(Finding.warn("store", "the database cannot be checked: " + message(refused), "run this as an administrator or operator"));
      return;
    }
    if (answer.getSound()) {
      findings.add(Finding.ok("store", "the database is sound: schema " + answer.getSchema() + ", " + Words.size(answer.getBytes())));
    }
    answer
        .getProblemsList()
        .forEach(
            problem ->
                findings.add(
                    Finding.fail(
                        "store", "the database is damaged: " + problem,
                        "stop the kernel, keep a copy of its home, and restore a backup with 'reeve backup restore'")));
    answer
        .getDamagedBlobsList()
        .forEach(
            blob ->
                findings.add(
                    Finding.fail(
                        "store", "the stored content " + blob + " is no longer what it was",
                        "start the kernel anew and install the capsule with this digest again, which replaces it; 'reeve capsule show NAME' tells digests")));
    if (!answer.getSound() && answer.getProblemsCount() == 0 && answer.getDamagedBlobsCount() == 0) {
      findings.add(Finding.fail("store", "the kernel says that its database is not sound", "see the kernel's log"));
    }
  }

  private void chain() {
    try {
      VerifyAuditResponse answer = client.audit().verify(VerifyAuditRequest.getDefaultInstance());
      findings.add(
          answer.getIntact()
              ? Finding.ok(
                  "audit", "the chain is intact: records " + answer.getFirst() + " to " + answer.getRecords() + ", head " + answer.getHead())
              : Finding.fail("audit", "the chain is broken: " + answer.getProblem(),
                  "keep a copy of var/audit and find out who changed it"));
    } catch (StatusRuntimeException refused) {
      findings.add(Finding.warn("audit", "the chain cannot be verified: " + message(refused), "run this as an administrator"));
    }
  }

  private String message(StatusRuntimeException refused) {
    return StatusReport.of(refused, client.socket(), client.lastRequestId()).message();
  }
}
