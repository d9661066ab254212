package dev.reeve.bench;

import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.Decision;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One decision, beside the least it can cost: a volatile read of the policy and a look into a table of its principals. */
@State(Scope.Thread)
@BenchmarkMode({Mode.SampleTime, Mode.AverageTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBench {

  private static final int QUESTIONS = 1 << 16;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Need GRANTED = Need.of(Capability.parse("agent:list"));
  private static final Need GROUPED = Need.of(Capability.parse("team:plan:next"));
  private static final Need MISSING = Need.of(Capability.parse("system:shutdown"));
  private static final Need REVOKED = Need.of(Capability.parse("caps:grant"));
  private static final Need FORM = Need.ofSelf(Capability.parse("quota:get"));

  /** How many principals ask, in random order, and how many there are, each with ten grants. */
  @Param({"10 of 10", "10 of 1000", "1000 of 1000", "10 of 100000", "100000 of 100000"})
  public String callers = "10 of 10";

  private Crowd crowd = new Crowd(0);
  private UUID[] askers = {};
  private int asked;

  /** Makes the principals. */
  @Setup
  public void open() {
    String[] words = callers.split(" of ", -1);
    int asking = Integer.parseInt(words[0]);
    int all = Integer.parseInt(words[1]);
    crowd = new Crowd(all);
    Random random = new Random(1);
    askers = new UUID[QUESTIONS];
    for (int i = 0; i < QUESTIONS; i++) {
      Profile profile = crowd.policy.profile(Crowd.id(random.nextInt(asking) * (all / asking)));
      if (profile == null) {
        throw new IllegalStateException("every asker has a profile");
      }
      askers[i] = profile.id();
    }
  }

  private UUID asker() {
    return askers[asked++ & (QUESTIONS - 1)];
  }

  private Decision decide(Need need) {
    return Authorizer.decide(crowd.policy, asker(), need, List.of(), NOW);
  }

  @Benchmark
  public @Nullable Profile floor() {
    return crowd.table.get(asker());
  }

  @Benchmark
  public Decision allowByGrant() {
    return decide(GRANTED);
  }

  @Benchmark
  public Decision allowByGroup() {
    return decide(GROUPED);
  }

  @Benchmark
  public Decision allowOwn() {
    return decide(FORM);
  }

  @Benchmark
  public Decision denyMissing() {
    return decide(MISSING);
  }

  @Benchmark
  public Decision denyRevoked() {
    return decide(REVOKED);
  }
}
