package dev.reeve.cli.doctor;

import dev.reeve.cli.output.Words;
import dev.reeve.client.ErrorReport;
import dev.reeve.v1.CheckStoreRequest;
import dev.reeve.v1.CheckStoreResponse;
import dev.reeve.v1.ComponentHealth;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.LockdownState;
import java.util.List;

/** The kernel as it answers: its state and parts, a lockdown, its database. */
final class KernelState {

  /** Said where the kernel answers, but not this caller. */
  static final String NOT_TOLD = "the kernel does not tell you: that needs system:status";

  static final String AS_OPERATOR = "run this as an administrator or operator";

  private KernelState() {}

  static void answer(Examination subject, Report to) {
    ErrorReport absence = subject.absence();
    if (absence != null) {
      to.fail(absence.message(), absence.remedy());
      return;
    }
    Examination.Kernel kernel = subject.asked();
    GetStatusResponse status = kernel.status();
    String said =
        "kernel " + status.getVersion() + " answers at " + kernel.client().socket() + " as " + status.getState() + "; you are " + status.getPrincipal();
    if (status.getState().equals("READY")) {
      to.ok(said);
    } else {
      to.warn(said, "wait until it is READY; see 'reeve daemon logs'");
    }
    if (!kernel.tells()) {
      to.warn("it does not tell you of its parts: that needs system:status", AS_OPERATOR);
    }
  }

  static void parts(Examination.Kernel kernel, Report to) {
    if (!kernel.tells()) {
      to.skipped(NOT_TOLD, AS_OPERATOR);
      return;
    }
    List<ComponentHealth> parts = kernel.status().getComponentsList();
    for (ComponentHealth part : parts) {
      String said = part.getName() + (part.getDetail().isEmpty() ? "" : ": " + part.getDetail());
      if (part.getHealthy()) {
        to.ok(said);
      } else {
        to.fail(said, remedy(part.getName()));
      }
    }
    if (parts.isEmpty()) {
      to.ok("none of its parts tells of trouble");
    }
  }

  private static String remedy(String part) {
    return switch (part) {
      case "policy" -> "see " + Check.POLICY_FILES.id();
      case "disk" -> "free space where the kernel's home is; what stops things works meanwhile, 'reeve lockdown on' for one";
      case "clock" -> "set this host's clock";
      default -> "see 'reeve daemon logs'";
    };
  }

  static void lockdown(Examination.Kernel kernel, Report to) {
    if (!kernel.tells()) {
      to.skipped(NOT_TOLD, AS_OPERATOR);
    } else if (kernel.status().hasLockdown()) {
      LockdownState on = kernel.status().getLockdown();
      to.warn(
          "one is on since " + Words.time(on.getSince()) + ", by " + on.getBy() + (on.getReason().isEmpty() ? "" : ": " + on.getReason())
              + "; nothing is started or changed",
          "'reeve lockdown off' ends it");
    } else {
      to.ok("none is on");
    }
  }

  static void store(Examination.Kernel kernel, Report to) {
    CheckStoreResponse answer = kernel.client().store().check(CheckStoreRequest.getDefaultInstance());
    answer
        .getProblemsList()
        .forEach(
            problem ->
                to.fail(
                    "the database is damaged: " + problem,
                    "stop the kernel, keep a copy of its home, and restore a backup with 'reeve backup restore'"));
    answer
        .getDamagedBlobsList()
        .forEach(
            blob ->
                to.fail(
                    "the stored content " + blob + " is no longer what it was",
                    "restart the kernel and install the capsule with this digest again, which replaces it; 'reeve capsule show NAME' tells digests"));
    if (answer.getSound()) {
      to.ok("the database is sound: schema " + answer.getSchema() + ", " + Words.size(answer.getBytes()));
    } else if (to.empty()) {
      to.fail("the kernel says that its database is not sound", "see 'reeve daemon logs'");
    }
  }
}
