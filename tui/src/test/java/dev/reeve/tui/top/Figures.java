package dev.reeve.tui.top;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import dev.reeve.v1.CallFigures;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.Contribution;
import dev.reeve.v1.GetFiguresResponse;
import dev.reeve.v1.KernelProcess;
import dev.reeve.v1.MethodFigures;
import dev.reeve.v1.PrincipalFigures;
import dev.reeve.v1.QuotaUsage;
import dev.reeve.v1.RunFigures;
import dev.reeve.v1.RunState;
import java.time.Instant;

/** A kernel that has been up for some seconds, of which each took half a second of its own and 1.5 s of a run. */
final class Figures {

  static final Instant START = Instant.ofEpochSecond(1_800_000_000);

  private Figures() {}

  static Shot at(long seconds) {
    return new Shot(of(seconds), START.plusSeconds(seconds));
  }

  static GetFiguresResponse of(long seconds) {
    return GetFiguresResponse.newBuilder()
        .setProcess(
            KernelProcess.newBuilder().setPid(4711).setUptime(Durations.fromSeconds(seconds)).setCpuTime(Durations.fromMillis(500 * seconds))
                .setMemoryBytes(300L << 20).setHeapBytes(64L << 20).setHeapLimitBytes(512L << 20).setThreads(33).setProcessors(4))
        .setCalls(calls(10 * seconds, seconds, 800, 12_500))
        .setConnections(3)
        .setOpenRuns(2)
        .addMethods(MethodFigures.newBuilder().setMethod("reeve.v1.KernelService/GetStatus").setFigures(calls(8 * seconds, 0, 300, 900)))
        .addMethods(MethodFigures.newBuilder().setMethod("reeve.v1.RunService/Start").setFigures(calls(2 * seconds, seconds, 2_000, 250_000)))
        .addPrincipals(
            PrincipalFigures.newBuilder().setPrincipal("alice").setCalls(9 * seconds).setErrors(1).setConnections(2)
                .addUsage(quota("max_in_flight_calls", 2, 8))
                .addUsage(quota("max_storage_bytes", 90, 100))
                .addUsage(quota("max_tokens_per_day", 5, 0)))
        .addPrincipals(
            PrincipalFigures.newBuilder().setPrincipal("bot").setCalls(seconds).setOpenRuns(2).setMemoryBytes(30L << 20)
                .setCpuTime(Durations.fromMillis(1_600 * seconds)))
        .addRuns(run("0001", "bot", RunState.RUN_STATE_RUNNING, 1_500 * seconds, 20L << 20))
        .addRuns(run("0002", "bot", RunState.RUN_STATE_WAITING_FOR_APPROVAL, 100 * seconds, 10L << 20))
        .addCapsules(
            Capsule.newBuilder().setName("hello").setState(CapsuleState.CAPSULE_STATE_READY)
                .addContributions(
                    Contribution.newBuilder().setKind("tool").setName("hello/greet").setCalls(seconds).setErrors(3).setP50(Durations.fromMicros(1_500))
                        .setP99(Durations.fromMicros(9_250)))
                .addContributions(Contribution.newBuilder().setKind("command").setName("hello")))
        .addCapsules(Capsule.newBuilder().setName("ill").setState(CapsuleState.CAPSULE_STATE_FAILED))
        .build();
  }

  private static CallFigures calls(long calls, long errors, long p50, long p99) {
    return CallFigures.newBuilder().setCalls(calls).setErrors(errors).setP50(Durations.fromMicros(p50)).setP99(Durations.fromMicros(p99)).build();
  }

  private static QuotaUsage quota(String name, long used, long limit) {
    return QuotaUsage.newBuilder().setName(name).setUsed(used).setLimit(limit).setUnlimited(limit == 0).build();
  }

  static RunFigures run(String last, String agent, RunState state, long cpuMillis, long memory) {
    return RunFigures.newBuilder()
        .setRun("01920000-0000-7000-8000-00000000" + last)
        .setAgent(agent)
        .setOwner("alice")
        .setState(state)
        .setStartedAt(Timestamp.newBuilder().setSeconds(START.getEpochSecond()))
        .setPid(4712)
        .setCpuTime(Durations.fromMillis(cpuMillis))
        .setMemoryBytes(memory)
        .setThreads(2)
        .build();
  }
}
