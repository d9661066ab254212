package dev.reeve.cli.doctor;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.config.Settings;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Looks at everything, with a kernel and without. Changes nothing that it was not asked to repair. */
public final class Doctor {

  private Doctor() {}

  /** What these checks found, in the order of {@link Check}: each at least one thing. */
  public static List<Finding> examine(Invocation call, Collection<Check> checks, Repairs repairs) throws InterruptedException {
    Examination subject = Finder.find(call);
    List<Finding> findings = new ArrayList<>();
    for (Check check : Check.values()) {
      if (checks.contains(check)) {
        Report report = new Report(check, repairs);
        look(call, check, subject, report);
        findings.addAll(report.findings());
      }
    }
    return findings;
  }

  private static void look(Invocation call, Check check, Examination subject, Report to) throws InterruptedException {
    Examination.Kernel kernel = subject.kernel();
    boolean can =
        switch (check.source()) {
          case PROGRAM -> true;
          case KERNEL -> kernel != null;
          case FILES -> subject.here();
          case EITHER -> kernel != null || subject.here();
        };
    if (!can && check.source() == Check.Source.KERNEL) {
      to.skipped("only a kernel can tell, and none answers", "see " + Check.KERNEL_ANSWER.id());
      return;
    }
    if (!can) {
      to.skipped(subject.away(), "");
      return;
    }
    try {
      run(check, subject, to);
    } catch (StatusRuntimeException refused) {
      if (call.surroundings().interrupts().fired() || kernel == null) {
        throw refused;
      }
      to.warn("the kernel does not tell: " + kernel.message(refused), "run this as an administrator or operator");
    } catch (IOException | UncheckedIOException unreadable) {
      to.warn("it cannot be looked at: " + unreadable.getMessage(), Report.AS_ITS_USER);
    }
  }

  private static void run(Check check, Examination subject, Report to) throws IOException, InterruptedException {
    switch (check) {
      case CONFIGURATION -> configuration(subject.settings(), to);
      case KERNEL_ANSWER -> KernelState.answer(subject, to);
      case KERNEL_PARTS -> KernelState.parts(subject.asked(), to);
      case KERNEL_LOCKDOWN -> KernelState.lockdown(subject.asked(), to);
      case VERSIONS -> Versions.look(subject, to);
      case HOME_FOLDER -> HomeRights.folder(subject, to);
      case HOME_RESTORE -> HomeRights.restore(subject, to);
      case HOME_PERMISSIONS -> HomeRights.permissions(subject, to);
      case KEYS_PERMISSIONS -> HomeRights.keys(subject, to);
      case SOCKET_STALE -> SocketLook.look(subject, to);
      case LOCK_OWNER -> LockLook.look(subject, to);
      case POLICY_FILES -> PolicyFiles.look(subject, to);
      case POLICY_DANGLING -> Dangling.look(subject, to);
      case APPROVALS_ANSWERERS -> Answerers.look(subject, to);
      case STORE_INTEGRITY -> KernelState.store(subject.asked(), to);
      case AUDIT_CHAIN -> Chain.intact(subject, to);
      case AUDIT_HEAD -> Chain.head(subject, to);
      case CAPSULES_STATES -> Capsules.look(subject.asked(), to);
      case SANDBOX_TIERS -> Sandboxes.look(subject, Path.of("/"), to);
      case DISK_FREE -> DiskSpace.look(subject.home(), to);
      case CLOCK -> ClockLook.look(subject, Path.of("/"), Instant.now(), to);
    }
  }

  /** Nothing but this runs as long as something is wrong there. */
  private static void configuration(Settings settings, Report to) {
    settings.problems().forEach(problem -> to.fail(problem.toString(), "mend it; see 'reeve config explain'"));
    if (to.empty()) {
      to.ok("the environment and the files of 'reeve config' are sound");
    }
  }
}
