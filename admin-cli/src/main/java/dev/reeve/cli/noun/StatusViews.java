package dev.reeve.cli.noun;

import com.google.protobuf.Duration;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.Output;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.v1.CallFigures;
import dev.reeve.v1.ComponentHealth;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.KernelProcess;
import dev.reeve.v1.LockdownState;
import dev.reeve.v1.SandboxTier;

/** How the kernel's state is shown. */
final class StatusViews {

  private static final TableView<GetStatusResponse> STATUS =
      TableView.of(GetStatusResponse::getState)
          .state("STATE", GetStatusResponse::getState)
          .with("LOCKDOWN", StatusViews::lockdown)
          .with("PRINCIPAL", GetStatusResponse::getPrincipal)
          .with("VERSION", GetStatusResponse::getVersion)
          .with("PID", s -> s.getPid() == 0 ? "" : Long.toString(s.getPid()))
          .with("UPTIME", s -> Words.duration(s.getUptime()))
          .with("MODE", GetStatusResponse::getMode)
          .with("HOME", GetStatusResponse::getHome)
          .with("KERNEL", GetStatusResponse::getKernelId)
          .with("CONNECTIONS", s -> Integer.toString(s.getConnections()))
          .with("OPEN RUNS", s -> Integer.toString(s.getOpenRuns()))
          .with("CPU", s -> s.hasProcess() ? cpu(s.getProcess()) : "")
          .with("MEMORY", s -> s.hasProcess() ? memory(s.getProcess()) : "")
          .with("THREADS", s -> s.hasProcess() ? Integer.toString(s.getProcess().getThreads()) : "")
          .with("CALLS", s -> s.hasCalls() ? calls(s.getCalls()) : "");

  private static final TableView<ComponentHealth> COMPONENT =
      TableView.of(ComponentHealth::getName)
          .with("COMPONENT", ComponentHealth::getName)
          .with("HEALTHY", c -> c.getHealthy() ? "yes" : "no")
          .with("DETAIL", ComponentHealth::getDetail);

  private static final TableView<SandboxTier> TIER =
      TableView.of(SandboxTier::getName)
          .with("SANDBOX", SandboxTier::getName)
          .with("USABLE", t -> t.getUsable() ? "yes" : "no")
          .with("DETAIL", SandboxTier::getDetail);

  private StatusViews() {}

  private static String cpu(KernelProcess process) {
    double up = seconds(process.getUptime());
    long percent = up <= 0 ? 0 : Math.round(100 * seconds(process.getCpuTime()) / up);
    return Words.duration(process.getCpuTime()) + " (" + percent + "% of one core since it started; " + process.getProcessors() + " cores)";
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNanos() / 1e9;
  }

  private static String memory(KernelProcess process) {
    return Words.size(process.getMemoryBytes()) + " (heap " + Words.size(process.getHeapBytes()) + " of " + Words.size(process.getHeapLimitBytes())
        + ")";
  }

  private static String calls(CallFigures calls) {
    String counted = calls.getCalls() + ", errors " + calls.getErrors();
    return calls.hasP50() ? counted + ", p50 " + Words.latency(calls.getP50()) + ", p99 " + Words.latency(calls.getP99()) : counted;
  }

  /** Empty while there is none, and where the caller is not told. */
  private static String lockdown(GetStatusResponse status) {
    if (!status.hasLockdown()) {
      return "";
    }
    LockdownState on = status.getLockdown();
    return "on since " + Words.time(on.getSince()) + " by " + on.getBy() + (on.getReason().isEmpty() ? "" : ": " + on.getReason());
  }

  /** Asks for the kernel's state and prints it. */
  static void print(Invocation call) {
    GetStatusResponse status = call.connect().kernel().getStatus(GetStatusRequest.getDefaultInstance());
    Output output = call.output();
    output.one(status, STATUS);
    if (output.table()) {
      if (status.getComponentsCount() > 0) {
        output.line("");
        output.list(status.getComponentsList(), COMPONENT);
      }
      if (status.getSandboxTiersCount() > 0) {
        output.line("");
        output.list(status.getSandboxTiersList(), TIER);
      }
    }
  }
}
