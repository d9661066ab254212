package dev.reeve.cli.testkernel;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import dev.reeve.v1.CallFigures;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.GetFiguresResponse;
import dev.reeve.v1.KernelProcess;
import dev.reeve.v1.MethodFigures;
import dev.reeve.v1.PrincipalFigures;
import dev.reeve.v1.QuotaUsage;
import dev.reeve.v1.RunFigures;
import dev.reeve.v1.RunState;
import java.util.List;

/** Figures that do not change. */
final class TestFigures {

  static final KernelProcess PROCESS =
      KernelProcess.newBuilder()
          .setPid(4711)
          .setUptime(Durations.fromSeconds(200))
          .setCpuTime(Durations.fromSeconds(50))
          .setMemoryBytes(300L << 20)
          .setHeapBytes(64L << 20)
          .setHeapLimitBytes(512L << 20)
          .setThreads(33)
          .setProcessors(4)
          .build();

  static final CallFigures CALLS =
      CallFigures.newBuilder().setCalls(120).setErrors(7).setP50(Durations.fromMicros(800)).setP99(Durations.fromMicros(12_500)).build();

  private TestFigures() {}

  static GetFiguresResponse of(List<Capsule> capsules) {
    return GetFiguresResponse.newBuilder()
        .setProcess(PROCESS)
        .setCalls(CALLS)
        .setConnections(2)
        .setOpenRuns(1)
        .addMethods(MethodFigures.newBuilder().setMethod("reeve.v1.RunService/Start").setFigures(CALLS))
        .addPrincipals(
            PrincipalFigures.newBuilder().setPrincipal("bob").setCalls(20)
                .addUsage(
                    QuotaUsage.newBuilder().setName("max_in_flight_calls").setUnit("calls").setLimit(8).setUsed(2).setPeak(3)))
        .addPrincipals(
            PrincipalFigures.newBuilder().setPrincipal("default").setCalls(100).setErrors(7)
                .addUsage(QuotaUsage.newBuilder().setName("max_memory_bytes").setUnit("bytes").setUnlimited(true).setUsed(1 << 20).setPeak(1 << 20)))
        .addRuns(
            RunFigures.newBuilder()
                .setRun("01920000-0000-7000-8000-000000000001")
                .setAgent("bot")
                .setOwner("default")
                .setState(RunState.RUN_STATE_RUNNING)
                .setStartedAt(Timestamp.newBuilder().setSeconds(1_800_000_000))
                .setPid(4712)
                .setCpuTime(Durations.fromMillis(1_500))
                .setMemoryBytes(20L << 20))
        .addAllCapsules(capsules)
        .build();
  }
}
