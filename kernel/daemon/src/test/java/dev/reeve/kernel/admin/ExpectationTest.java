package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes that hold only for the generation they were decided on, and changes that are only looked at. */
@Timeout(60)
class ExpectationTest {

  @TempDir Path folder;

  private Desk desk() throws Exception {
    Desk desk = Desk.with(folder, Desk.person("team", List.of(), "run:start"));
    desk.group(desk.by("root"), "team", "run:read");
    desk.join(desk.by("root"), "team", "team");
    return desk;
  }

  @Test
  void theRightGenerationLetsTheChangeThroughAndAStaleOneDoesNot() throws Exception {
    try (Desk desk = desk()) {
      long seen = desk.now().generationOf(desk.profile("team"));
      Asked asked = desk.by("root").expecting(Asked.Thing.PRINCIPAL, "team", seen);
      assertThat(desk.grant(asked, "team", null, "run:logs").changed()).isTrue();
      String words = desk.refused(ErrorCode.ERROR_CODE_ABORTED, () -> desk.grant(asked, "team", null, "run:cancel"));
      assertThat(words).contains("generation " + desk.now().generationOf(desk.profile("team")), "not " + seen);
    }
  }

  @Test
  void whatOthersChangeElsewhereDoesNotMakeAnExpectationStale() throws Exception {
    try (Desk desk = desk()) {
      Asked asked = desk.by("root").expecting(Asked.Thing.PRINCIPAL, "team", desk.now().generationOf(desk.profile("team")));
      desk.create(desk.by("root"), "eve", List.of());
      desk.groups.modify(
          desk.by("root"), "team", new GroupChanges.Modification(null, List.of(), List.of(), "of the team", null, Map.of(), List.of()));
      assertThat(desk.grant(asked, "team", null, "run:logs").changed()).isTrue();
    }
  }

  @Test
  void aGroupAndAPrincipalOfOneNameHaveGenerationsOfTheirOwn() throws Exception {
    try (Desk desk = desk()) {
      long ofGroup = desk.now().generationOf(java.util.Objects.requireNonNull(desk.now().group("team")));
      long ofPrincipal = desk.now().generationOf(desk.profile("team"));
      assertThat(ofGroup).isNotEqualTo(ofPrincipal);
      GroupChanges.Modification more = new GroupChanges.Modification(null, List.of("run:logs"), List.of(), null, null, Map.of(), List.of());
      desk.refused(
          ErrorCode.ERROR_CODE_ABORTED, () -> desk.groups.modify(desk.by("root").expecting(Asked.Thing.GROUP, "team", ofPrincipal), "team", more));
      assertThat(desk.groups.modify(desk.by("root").expecting(Asked.Thing.GROUP, "TEAM", ofGroup), "team", more).changed()).isTrue();
    }
  }

  @Test
  void theUnknownHasNoGeneration() throws Exception {
    try (Desk desk = desk()) {
      Asked asked = desk.by("root").expecting(Asked.Thing.PRINCIPAL, "nobody", 1);
      assertThat(desk.refused(ErrorCode.ERROR_CODE_ABORTED, () -> desk.agents.delete(asked, "nobody"))).contains("generation 0");
    }
  }

  @Test
  void generationsNeverComeAgainAfterARestart() throws Exception {
    try (Desk desk = desk()) {
      long last = desk.now().generation();
      try (Desk again = desk.reopened()) {
        assertThat(again.now().generation()).isGreaterThan(last);
        assertThat(again.create(again.by("root"), "eve", List.of()).generation()).isEqualTo(again.now().generation());
      }
    }
  }

  static Stream<Arguments> verbs() {
    return Stream.<Map.Entry<String, java.util.function.BiFunction<Desk, Asked, Changed>>>of(
            Map.entry("create", (desk, asked) -> desk.create(asked, "eve", List.of("viewer"), "run:start")),
            Map.entry("clone", (desk, asked) -> desk.agents.create(asked, Desk.clone("eve", "team"))),
            Map.entry("delete", (desk, asked) -> desk.agents.delete(asked, "team")),
            Map.entry("disable", (desk, asked) -> desk.agents.enable(asked, "team", false)),
            Map.entry("join", (desk, asked) -> desk.join(asked, "team", "operator")),
            Map.entry("leave", (desk, asked) -> desk.leave(asked, "team", "team")),
            Map.entry("grant", (desk, asked) -> desk.grant(asked, "team", desk.clock.in(java.time.Duration.ofDays(1)), "fs:read@/srv/**")),
            Map.entry("ungrant", (desk, asked) -> desk.caps.ungrant(asked, "team", List.of("run:start"))),
            Map.entry("revoke", (desk, asked) -> desk.caps.revoke(asked, "team", List.of("run:*"))),
            Map.entry("quota", (desk, asked) -> desk.quotas.set(asked, "team", Map.of(dev.reeve.kernel.authority.Quota.MAX_TIMEOUT_SECS, 9L), List.of())),
            Map.entry("group create", (desk, asked) -> desk.group(asked, "ops", "run:*")),
            Map.entry("group delete", (desk, asked) -> desk.groups.delete(asked, "team", true)),
            Map.entry(
                "group modify",
                (desk, asked) ->
                    desk.groups.modify(
                        asked, "team", new GroupChanges.Modification(List.of("run:*"), List.of(), List.of(), null, null, Map.of(), List.of()))))
        .map(verb -> Arguments.of(verb.getKey(), verb.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("verbs")
  void aDryRunWritesNothingAndSaysWhatTheChangeThenDoes(String name, java.util.function.BiFunction<Desk, Asked, Changed> verb) throws Exception {
    try (Desk desk = desk()) {
      Map<String, String> bytes = desk.bytes();
      var policy = desk.now();
      Changed dry = verb.apply(desk, desk.by("root").dry(true));
      assertThat(desk.bytes()).as(name).isEqualTo(bytes);
      assertThat(desk.now()).isSameAs(policy);
      assertThat(desk.files.retired("team")).isFalse();
      assertThat(desk.ended).isEmpty();
      Changed real = verb.apply(desk, desk.by("root"));
      assertThat(real.changed()).isTrue();
      assertThat(real.delta()).isEqualTo(dry.delta());
      assertThat(real.generation()).isEqualTo(dry.generation());
      assertThat(verb.apply(desk, desk.by("root").in(Asked.Mode.PREVIEW)).refusals()).isEmpty();
      desk.agreesWithFiles(folder);
    } catch (dev.reeve.kernel.fault.KernelException e) {
      assertThat(e.code()).as(e.getMessage()).isIn(ErrorCode.ERROR_CODE_ALREADY_EXISTS, ErrorCode.ERROR_CODE_NOT_FOUND);
    }
  }

  @Test
  void thePlanOfAChangeThatIsSoAlreadyMakesNoGeneration() throws Exception {
    try (Desk desk = desk()) {
      long before = desk.now().generation();
      Function<Asked, Changed> again = asked -> desk.grant(asked, "team", null, "run:start");
      assertThat(again.apply(desk.by("root")).changed()).isFalse();
      assertThat(desk.now().generation()).isEqualTo(before);
    }
  }
}
