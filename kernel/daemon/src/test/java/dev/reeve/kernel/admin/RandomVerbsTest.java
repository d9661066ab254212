package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many changes in any order by anybody on a small world: after each, what must hold holds. */
@Timeout(180)
class RandomVerbsTest {

  private static final int STEPS = 60;
  private static final List<String> PATTERNS =
      List.of("run:start", "run:read", "run:*", "self:run:start", "self:*", "*", "*:start", "fs:read@/srv/**", "fs:read@/srv/a", "fs:read", "caps:grant");
  private static final List<String> ASKED =
      List.of("run:start", "run:read", "run:other", "other:start", "other", "fs:read@/srv/a", "fs:read@/srv/b", "fs:read@/etc", "fs:read", "caps:grant");

  @TempDir Path folder;

  private static <T> T any(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static Changed step(Desk desk, Random random) {
    List<String> names = desk.now().profiles().stream().map(Profile::name).toList();
    Asked asked = desk.by(any(random, names)).unsafe(random.nextBoolean());
    String who = random.nextInt(9) == 0 ? "n" + random.nextInt(9) : any(random, names);
    String pattern = any(random, PATTERNS);
    String group = any(random, List.of("admin", "agent", "restricted", "viewer", "g0", "g1", "g2"));
    return switch (random.nextInt(14)) {
      case 0 -> desk.create(asked, "n" + random.nextInt(9), List.of(group), pattern);
      case 1 -> desk.agents.create(asked, Desk.clone("n" + random.nextInt(9), who));
      case 2 -> desk.agents.delete(asked, who);
      case 3 -> desk.agents.enable(asked, who, random.nextBoolean());
      case 4, 5 -> desk.join(asked, who, group);
      case 6 -> desk.leave(asked, who, group);
      case 7, 8 -> desk.grant(asked, who, random.nextBoolean() ? null : desk.clock.in(Duration.ofMinutes(1 + random.nextInt(99))), pattern);
      case 9 -> desk.caps.ungrant(asked, who, List.of(pattern));
      case 10 -> desk.caps.revoke(asked, who, List.of(pattern));
      case 11 -> desk.caps.unrevoke(asked, who, List.of(pattern));
      case 12 -> random.nextBoolean() ? desk.group(asked, "g" + random.nextInt(3), pattern) : desk.groups.delete(asked, group, random.nextBoolean());
      default ->
          desk.groups.modify(
              asked, group, new GroupChanges.Modification(null, List.of(pattern), List.of(any(random, PATTERNS)), null, null, Map.of(), List.of()));
    };
  }

  private static boolean allowed(Policy policy, String name, Need need, java.time.Instant now) {
    Profile profile = policy.profile(name);
    return Authorizer.decide(policy, profile == null ? null : profile.id(), need, List.of(), now).allowed();
  }

  /** Whether somebody's decision is as it was, or the delta says how it changed. */
  private static void deltaTellsEveryDecision(Desk desk, Policy before, Changed changed) {
    TreeSet<String> names = new TreeSet<>();
    before.profiles().forEach(profile -> names.add(profile.name()));
    changed.policy().profiles().forEach(profile -> names.add(profile.name()));
    for (String name : names) {
      for (String asked : ASKED) {
        for (Need need : List.of(Need.of(Capability.parse(asked)), Need.ofSelf(Capability.parse(asked)))) {
          boolean was = allowed(before, name, need, desk.clock.instant());
          boolean is = allowed(changed.policy(), name, need, desk.clock.instant());
          if (was != is) {
            assertThat(changed.delta())
                .as("%s %s %s", name, is ? "gains" : "loses", need.words())
                .anyMatch(delta -> delta.principal().equals(name) && delta.gained() == is && matches(delta, need));
          }
        }
      }
    }
  }

  private static boolean matches(Delta delta, Need need) {
    CapabilityPattern pattern = CapabilityPattern.parse(delta.capability());
    return pattern.matches(need.capability()) || (need.selfForm() != null && pattern.matches(need.selfForm()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void afterEachStepWhatMustHoldHolds(long seed) throws Exception {
    Random random = new Random(seed);
    int done = 0;
    Desk desk = Desk.with(folder, Desk.person("ann", List.of("agent"), "caps:grant", "run:*"), Desk.person("bob", List.of("restricted"), "fs:read"));
    try {
      for (int i = 0; i < STEPS; i++) {
        Policy before = desk.now();
        try {
          Changed changed = step(desk, random);
          done += changed.changed() ? 1 : 0;
          assertThat(desk.now()).isSameAs(changed.policy());
          assertThat(desk.now().generation()).isEqualTo(before.generation() + (changed.changed() ? 1 : 0));
          deltaTellsEveryDecision(desk, before, changed);
        } catch (KernelException refusal) {
          assertThat(refusal.code())
              .as(refusal.getMessage())
              .isNotIn(ErrorCode.ERROR_CODE_INTERNAL, ErrorCode.ERROR_CODE_UNAVAILABLE, ErrorCode.ERROR_CODE_ABORTED);
          assertThat(desk.now()).isSameAs(before);
        }
        assertThat(Invariants.administered(desk.now(), desk.clock.instant())).as("seed %d step %d", seed, i).isTrue();
        assertThat(desk.now().broken()).isEmpty();
        assertThat(desk.files.problems()).isEmpty();
        if (i % 10 == 9) {
          desk.agreesWithFiles(folder);
          Policy last = desk.now();
          desk = desk.reopened();
          assertThat(desk.now().saysTheSame(last)).isTrue();
        }
        desk.clock.pass(Duration.ofMinutes(random.nextInt(10)));
      }
      assertThat(done).as("changes that went through").isGreaterThan(5);
    } finally {
      desk.close();
    }
  }

  /** A deputy never ends up allowing anybody what it is not allowed itself, whatever it calls. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void whatADeputyChangesGivesNobodyWhatTheDeputyDoesNotHold(long seed) throws Exception {
    Random random = new Random(seed);
    List<String> gains = new ArrayList<>();
    try (Desk desk = Desk.with(folder, Desk.person("ann", List.of("agent"), "caps:grant", "run:*", "fs:read@/srv/**"), Desk.person("bob", List.of()))) {
      for (int i = 0; i < STEPS; i++) {
        Policy before = desk.now();
        try {
          Changed changed = deputyStep(desk, random, desk.by("ann").unsafe(true));
          for (Profile profile : changed.policy().profiles()) {
            for (String asked : ASKED) {
              Need need = Need.of(Capability.parse(asked));
              boolean gained = !allowed(before, profile.name(), need, desk.clock.instant()) && allowed(desk.now(), profile.name(), need, desk.clock.instant());
              if (gained) {
                gains.add(asked);
                assertThat(allowed(before, "ann", need, desk.clock.instant())).as("%s gained %s", profile.name(), asked).isTrue();
              }
            }
          }
        } catch (KernelException refusal) {
          assertThat(desk.now()).isSameAs(before);
        }
      }
    }
    assertThat(gains).isNotEmpty();
  }

  private static Changed deputyStep(Desk desk, Random random, Asked asked) {
    List<String> names = desk.now().profiles().stream().map(Profile::name).filter(name -> !name.equals("ann")).toList();
    String who = any(random, names);
    String pattern = any(random, PATTERNS);
    String group = any(random, List.of("admin", "agent", "restricted", "viewer", "g0", "g1"));
    return switch (random.nextInt(6)) {
      case 0 -> desk.create(asked, "n" + random.nextInt(9), List.of(group), pattern);
      case 1 -> desk.agents.create(asked, Desk.clone("n" + random.nextInt(9), who));
      case 2 -> desk.join(asked, who, group);
      case 3 -> desk.grant(asked, who, null, pattern);
      case 4 -> desk.group(asked, "g" + random.nextInt(2), pattern);
      default -> desk.caps.unrevoke(asked, who, List.of(pattern));
    };
  }
}
