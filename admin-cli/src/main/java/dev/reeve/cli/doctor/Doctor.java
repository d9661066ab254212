package dev.reeve.cli.doctor;

import dev.reeve.cli.call.Invocation;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.client.StatusReport;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at everything, with a kernel and without. Changes nothing that it was not asked to repair. */
public final class Doctor {

  /** Longest wait for one answer: reading a long audit chain takes a while. */
  private static final Duration ASKING = Duration.ofMinutes(2);

  private Doctor() {}

  /** What these checks found, in the order of {@link Check}: each at least one thing. */
  public static List<Finding> examine(Invocation call, Collection<Check> checks, Repairs repairs) throws InterruptedException {
    Examination subject = subject(call);
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

  private static Examination subject(Invocation call) {
    Path socket = call.socket();
    Path keyFile = keyFile(call);
    KernelClient client;
    try {
      client = call.connect(call.globals().timeoutOr(ASKING));
    } catch (ReeveException absent) {
      return new Examination(call.homeToStart(), socket, keyFile, null, absent.report());
    }
    try {
      GetStatusResponse status = client.kernel().getStatus(GetStatusRequest.getDefaultInstance());
      Path home = status.getHome().isEmpty() ? call.homeToStart() : Path.of(status.getHome());
      return new Examination(home, socket, keyFile, new Examination.Kernel(client, status), null);
    } catch (StatusRuntimeException refused) {
      ErrorReport why = StatusReport.of(refused, socket, client.lastRequestId());
      return new Examination(call.homeToStart(), socket, keyFile, null, why);
    }
  }

  /** Null where a key of an agent, or none, is used. */
  private static @Nullable Path keyFile(Invocation call) {
    String word = call.keyWord();
    return word == null || word.equals("agent") || word.startsWith("agent:") ? null : Path.of(word).toAbsolutePath();
  }

  private static void look(Invocation call, Check check, Examination subject, Report to) throws InterruptedException {
    Examination.Kernel kernel = subject.kernel();
    if (check.needsKernel() && kernel == null) {
      to.skipped("only a kernel can tell, and none answers", "start one with 'reeve daemon start'");
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
}
