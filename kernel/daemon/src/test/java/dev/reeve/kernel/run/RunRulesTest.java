package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The pure rules of runs: transitions, deadlines, and what is mounted. */
class RunRulesTest {

  private static final Set<RunState> ENDS = EnumSet.of(RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED, RunState.TIMED_OUT, RunState.REFUSED);

  private static Map<RunState, Set<RunState>> allowed() {
    Map<RunState, Set<RunState>> allowed = new EnumMap<>(RunState.class);
    for (RunState state : RunState.values()) {
      allowed.put(state, EnumSet.noneOf(RunState.class));
    }
    allowed.put(RunState.QUEUED, EnumSet.of(RunState.STARTING, RunState.FAILED, RunState.CANCELLED, RunState.TIMED_OUT));
    allowed.put(RunState.STARTING, EnumSet.of(RunState.RUNNING, RunState.FAILED, RunState.CANCELLED, RunState.TIMED_OUT));
    allowed.put(
        RunState.RUNNING,
        EnumSet.of(RunState.WAITING_FOR_APPROVAL, RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED, RunState.TIMED_OUT));
    allowed.put(
        RunState.WAITING_FOR_APPROVAL,
        EnumSet.of(RunState.RUNNING, RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED, RunState.TIMED_OUT));
    return allowed;
  }

  @Test
  void everyPairOfStatesIsAllowedOrRefusedAsWritten() {
    for (RunState from : RunState.values()) {
      for (RunState to : RunState.values()) {
        assertThat(from.leadsTo(to)).as("%s to %s", from, to).isEqualTo(allowed().getOrDefault(from, Set.of()).contains(to));
      }
      assertThat(from.terminal()).as("%s is an end", from).isEqualTo(ENDS.contains(from));
    }
  }

  private static @Nullable Duration seconds(@Nullable Integer seconds) {
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  static Stream<Arguments> timeouts() {
    return Stream.of(
        Arguments.of(null, null, 300, 300, "profile"),
        Arguments.of(null, 60, 300, 60, "manifest"),
        Arguments.of(null, 600, 300, 300, "profile"),
        Arguments.of(10, null, 300, 10, "request"),
        Arguments.of(10, 60, 300, 10, "request"),
        Arguments.of(100, 60, 300, 60, "manifest"),
        Arguments.of(1000, 600, 300, 300, "profile"),
        Arguments.of(60, 60, 300, 60, "request"),
        Arguments.of(null, 300, 300, 300, "manifest"));
  }

  @ParameterizedTest
  @MethodSource("timeouts")
  void theShortestDeadlineHoldsAndSaysWhereItIsFrom(
      @Nullable Integer request, @Nullable Integer manifest, int profile, int holds, String source) {
    assertThat(Timeout.of(seconds(request), seconds(manifest), Duration.ofSeconds(profile))).isEqualTo(new Timeout(Duration.ofSeconds(holds), source));
  }

  private static Holdings holding(String... patterns) {
    return new Holdings(Arrays.stream(patterns).map(CapabilityPattern::parse).toList(), List.of());
  }

  private static Holdings but(Holdings holdings, String... revokes) {
    return new Holdings(holdings.allows(), Arrays.stream(revokes).map(CapabilityPattern::parse).toList());
  }

  private static final Holdings ALL = holding("*");

  static Stream<Arguments> mounts() {
    return Stream.of(
        Arguments.of("all three agree", List.of(holding("fs:read@/srv/**"), holding("fs:read@/srv/**"), ALL), List.of("/srv")),
        Arguments.of("the narrowest counts", List.of(holding("fs:read@/srv/**"), holding("fs:read@/srv/a/**"), ALL), List.of("/srv/a")),
        Arguments.of("whoever is narrow", List.of(ALL, holding("fs:read@/srv/a/**"), holding("fs:read@/srv/a/b")), List.of("/srv/a/b")),
        Arguments.of("what one lacks is not mounted", List.of(holding("fs:read@/srv/**"), holding("fs:read@/opt/**"), ALL), List.of()),
        Arguments.of("nothing without the deployer", List.of(ALL, holding("fs:read@/srv/**"), Holdings.NOTHING), List.of()),
        Arguments.of("everything is never mounted", List.of(ALL, holding("fs:read@/**"), ALL), List.of()),
        Arguments.of("nor without a resource", List.of(ALL, holding("fs:read"), ALL), List.of()),
        Arguments.of("another action does not count", List.of(ALL, holding("fs:write@/srv/**"), ALL), List.of()),
        Arguments.of("a wildcard action does", List.of(holding("fs:*"), holding("fs:read@/srv/**"), ALL), List.of("/srv")),
        Arguments.of("the self form is no path", List.of(holding("self:*"), holding("fs:read@/srv/**"), ALL), List.of()),
        Arguments.of("a revoke inside takes the whole mount", List.of(but(ALL, "fs:read@/srv/secret/**"), holding("fs:read@/srv/**"), ALL), List.of()),
        Arguments.of("a revoke above too", List.of(but(ALL, "fs:*"), holding("fs:read@/srv/**"), ALL), List.of()),
        Arguments.of("a revoke beside does not", List.of(but(ALL, "fs:read@/opt/**"), holding("fs:read@/srv/**"), ALL), List.of("/srv")),
        Arguments.of(
            "several paths, each on its own", List.of(holding("fs:read@/a/**", "fs:read@/b"), holding("fs:read@/b", "fs:read@/a/x", "fs:read@/c"), ALL),
            List.of("/a/x", "/b")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mounts")
  void whatEveryLimitAllowsIsMounted(String why, List<Holdings> limits, List<String> paths) {
    assertThat(Mounts.within("fs:read", limits)).as(why).isEqualTo(paths);
    List<Holdings> turned = List.of(limits.get(2), limits.get(0), limits.get(1));
    assertThat(Mounts.within("fs:read", turned)).as("%s, in another order", why).isEqualTo(paths);
  }
}
