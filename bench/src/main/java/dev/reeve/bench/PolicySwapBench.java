package dev.reeve.bench;

import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.Decision;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** 32 readers decide while the policy of a thousand principals is built anew and swapped, over and over; and the readers alone. */
@State(Scope.Group)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PolicySwapBench {

  private static final int PRINCIPALS = 1_000;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Need NEED = Need.of(Capability.parse("agent:list"));

  private final Crowd crowd = new Crowd(PRINCIPALS);

  private Decision decide() {
    return Authorizer.decide(crowd.policy, Crowd.id(ThreadLocalRandom.current().nextInt(PRINCIPALS)), NEED, List.of(), NOW);
  }

  @Benchmark
  @Group("alone")
  @GroupThreads(32)
  public Decision decideAlone() {
    return decide();
  }

  @Benchmark
  @Group("swapping")
  @GroupThreads(32)
  public Decision decideBesideSwaps() {
    return decide();
  }

  @Benchmark
  @Group("swapping")
  @GroupThreads(1)
  public Policy swap() {
    Policy old = crowd.policy;
    List<Profile> profiles = new ArrayList<>(old.profiles());
    Policy next = Policy.of(old.generation() + 1, old.groups().values().stream().filter(group -> !group.builtin()).toList(), profiles, Map.of());
    crowd.policy = next;
    return next;
  }
}
