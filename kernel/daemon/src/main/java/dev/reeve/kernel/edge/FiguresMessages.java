package dev.reeve.kernel.edge;

import dev.reeve.kernel.figures.Figures;
import dev.reeve.kernel.figures.ProcessFigures;
import dev.reeve.kernel.run.OpenRun;
import dev.reeve.kernel.sandbox.ProcessUse;
import dev.reeve.v1.CallFigures;
import dev.reeve.v1.KernelProcess;
import dev.reeve.v1.MethodFigures;
import dev.reeve.v1.RunFigures;
import java.time.Duration;

/** Figures as messages of the contract. */
final class FiguresMessages {

  private FiguresMessages() {}

  static KernelProcess process(ProcessFigures process, Duration uptime) {
    return KernelProcess.newBuilder()
        .setPid(process.pid())
        .setUptime(Replies.duration(uptime))
        .setCpuTime(Replies.duration(process.cpuTime()))
        .setMemoryBytes(process.memoryBytes())
        .setHeapBytes(process.heapBytes())
        .setHeapLimitBytes(process.heapLimitBytes())
        .setThreads(process.threads())
        .setProcessors(process.processors())
        .build();
  }

  static CallFigures calls(Figures figures) {
    CallFigures.Builder message = CallFigures.newBuilder().setCalls(figures.calls()).setErrors(figures.errors());
    if (figures.calls() > 0) {
      message.setP50(Replies.duration(figures.p50())).setP99(Replies.duration(figures.p99()));
    }
    return message.build();
  }

  static MethodFigures method(String name, Figures figures) {
    return MethodFigures.newBuilder().setMethod(name).setFigures(calls(figures)).build();
  }

  /** {@code pid}: 0 where it has no process in a sandbox. */
  static RunFigures run(OpenRun run, long pid, ProcessUse use) {
    RunFigures.Builder figures =
        RunFigures.newBuilder()
            .setRun(run.id())
            .setAgent(run.agent())
            .setOwner(run.owner())
            .setState(RunMessages.state(run.state()))
            .setCreatedAt(Replies.time(run.createdAt()))
            .setPid(pid)
            .setCpuTime(Replies.duration(Duration.ofNanos(use.cpuNanos())))
            .setMemoryBytes(use.memoryBytes())
            .setThreads(Math.toIntExact(use.tasks()));
    if (run.startedAt() != null) {
      figures.setStartedAt(Replies.time(run.startedAt()));
    }
    return figures.build();
  }
}
