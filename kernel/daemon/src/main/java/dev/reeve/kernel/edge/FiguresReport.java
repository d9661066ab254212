package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.capsule.CapsuleOperations;
import dev.reeve.kernel.figures.CallFigures;
import dev.reeve.kernel.quota.QuotaOperations;
import dev.reeve.kernel.run.OpenRun;
import dev.reeve.kernel.run.RunOperations;
import dev.reeve.kernel.sandbox.ProcessUse;
import dev.reeve.v1.GetFiguresResponse;
import dev.reeve.v1.PrincipalFigures;
import dev.reeve.v1.RunFigures;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What there is to tell of the kernel, those it serves and what it runs, put together when it is asked for. */
final class FiguresReport {

  private static final int MOST_PRINCIPALS = 1000;
  private static final int MOST_RUNS = 1000;
  private static final CallFigures.Share NOTHING = new CallFigures.Share(0, 0);

  private final KernelStatus kernel;
  private final CallFigures calls;
  private final Supplier<Policy> policies;
  private final Parts parts;
  private final BiPredicate<Caller, String> may;

  /**
   * Whom to ask.
   *
   * @param connections live sessions of each principal, by name
   */
  record Parts(QuotaOperations quotas, RunOperations runs, CapsuleOperations capsules, Supplier<Map<String, Integer>> connections) {}

  /** {@code may}: whether a caller may do something to any target. */
  FiguresReport(KernelStatus kernel, CallFigures calls, Supplier<Policy> policies, Parts parts, BiPredicate<Caller, String> may) {
    this.kernel = kernel;
    this.calls = calls;
    this.policies = policies;
    this.parts = parts;
    this.may = may;
  }

  /** An open run and what its processes take. */
  private record Seen(OpenRun run, ProcessUse use) {}

  /** What runs that work as one principal take. */
  private record Work(int runs, long cpuNanos, long memory) {

    private static final Work NONE = new Work(0, 0, 0);

    Work and(Seen seen) {
      return new Work(runs + 1, cpuNanos + seen.use().cpuNanos(), memory + seen.use().memoryBytes());
    }
  }

  /** Of all calls. */
  dev.reeve.v1.CallFigures calls() {
    return FiguresMessages.calls(calls.all());
  }

  /** All that the caller may see. */
  GetFiguresResponse of(Caller caller) {
    List<Seen> open =
        parts.runs().open(MOST_RUNS).stream().map(run -> new Seen(run, kernel.use(run.id()).orElse(new ProcessUse(0, 0, 0)))).toList();
    Map<String, Integer> connections = parts.connections().get();
    GetFiguresResponse.Builder answer =
        GetFiguresResponse.newBuilder()
            .setProcess(FiguresMessages.process(kernel.process(), kernel.uptime()))
            .setCalls(calls())
            .setConnections(connections.values().stream().mapToInt(Integer::intValue).sum())
            .setOpenRuns(parts.runs().live())
            .addAllPrincipals(principals(open, connections, may.test(caller, "quota:get")));
    calls.methods().forEach((name, figures) -> answer.addMethods(FiguresMessages.method(name, figures)));
    if (may.test(caller, "run:read")) {
      open.forEach(seen -> answer.addRuns(run(seen)));
    }
    if (may.test(caller, "capsule:list")) {
      parts.capsules().list().forEach(capsule -> answer.addCapsules(CapsuleMessages.capsule(capsule, parts.capsules())));
    }
    return answer.build();
  }

  private RunFigures run(Seen seen) {
    return FiguresMessages.run(seen.run(), kernel.pid(seen.run().id()).orElse(0L), seen.use());
  }

  private List<PrincipalFigures> principals(List<Seen> open, Map<String, Integer> connections, boolean quotas) {
    Policy policy = policies.get();
    Map<UUID, Work> work = new HashMap<>();
    open.forEach(seen -> work.put(seen.run().agentId(), work.getOrDefault(seen.run().agentId(), Work.NONE).and(seen)));
    Map<UUID, CallFigures.Share> called = calls.principals();
    return Stream.concat(
            Stream.concat(called.keySet().stream(), work.keySet().stream()).map(policy::profile), connections.keySet().stream().map(policy::profile))
        .flatMap(Stream::ofNullable)
        .distinct()
        .sorted(Comparator.comparingLong((Profile profile) -> called.getOrDefault(profile.id(), NOTHING).calls()).reversed())
        .limit(MOST_PRINCIPALS)
        .sorted(Comparator.comparing(Profile::name))
        .map(
            profile ->
                principal(
                    profile, called.getOrDefault(profile.id(), NOTHING), work.getOrDefault(profile.id(), Work.NONE),
                    connections.getOrDefault(profile.name(), 0), quotas))
        .toList();
  }

  private PrincipalFigures principal(Profile profile, CallFigures.Share called, Work work, int connections, boolean quotas) {
    PrincipalFigures.Builder figures =
        PrincipalFigures.newBuilder()
            .setPrincipal(profile.name())
            .setCalls(called.calls())
            .setErrors(called.errors())
            .setConnections(connections)
            .setOpenRuns(work.runs())
            .setCpuTime(Replies.duration(Duration.ofNanos(work.cpuNanos())))
            .setMemoryBytes(work.memory());
    if (quotas) {
      parts.quotas().lastUsage(profile.id()).ifPresent(report -> figures.addAllUsage(QuotaMessages.usage(report)));
    }
    return figures.build();
  }
}
