package dev.reeve.bench;

import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.Decision;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quotas;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One principal with ten thousand grants, asked for what any of them gives and for what none gives. */
@State(Scope.Thread)
@BenchmarkMode({Mode.SampleTime, Mode.AverageTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LongListBench {

  private static final int GRANTS = 10_000;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final UUID WHO = new UUID(1, 2);

  /** A grant and what it gives; # is its number. */
  @Param({"app#:use app#:use", "run:start@bot# run:start@bot#", "fs:read@/srv/p#/** fs:read@/srv/p#/a/b", "app#:* app#:a:b",
      "net:connect@h#.example.com:443 net:connect@h#.example.com:443"})
  public String grants = "app#:use app#:use";

  private Policy policy = Policy.of(0, List.of(), List.of(), Map.of());
  private Need[] held = {};
  private Need[] missing = {};
  private int asked;

  /** Makes the principal. */
  @Setup
  public void open() {
    String[] words = grants.split(" ", -1);
    List<Grant> all = IntStream.range(0, GRANTS).mapToObj(i -> Crowd.grant(numbered(words[0], i))).toList();
    Profile profile = new Profile(WHO, "one", true, List.of("viewer"), all, List.of(), List.of(), List.of(), Quotas.DEFAULTS, null);
    policy = Policy.of(1, List.of(), List.of(profile), Map.of());
    Random random = new Random(1);
    held = random.ints(1024, 0, GRANTS).mapToObj(i -> need(words[1], i)).toArray(Need[]::new);
    missing = random.ints(1024, GRANTS, 2 * GRANTS).mapToObj(i -> need(words[1], i)).toArray(Need[]::new);
  }

  private static Need need(String text, int number) {
    return Need.of(Capability.parse(numbered(text, number)));
  }

  private static String numbered(String text, int number) {
    return text.replace("#", Integer.toString(number));
  }

  @Benchmark
  public Decision allow() {
    return Authorizer.decide(policy, WHO, held[asked++ & 1023], List.of(), NOW);
  }

  @Benchmark
  public Decision deny() {
    return Authorizer.decide(policy, WHO, missing[asked++ & 1023], List.of(), NOW);
  }
}
