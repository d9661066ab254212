package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.Profile;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
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

/** Somebody must be left who holds everything, whatever their name is. */
@Timeout(60)
class LastAdministratorTest {

  @TempDir Path folder;

  /** Ways to leave nobody: {@code root} by way of the built-in group, {@code chief} of its own group, {@code lord} by a grant. */
  private static Map<String, Function<Desk, Changed>> ways(String last, boolean byGroup, boolean byGrant) {
    Map<String, Function<Desk, Changed>> ways = new LinkedHashMap<>();
    ways.put("delete", desk -> desk.agents.delete(desk.by(last), last));
    ways.put("disable", desk -> desk.agents.enable(desk.by(last), last, false));
    ways.put("revoke everything", desk -> desk.caps.revoke(desk.by(last), last, List.of("*")));
    ways.put("revoke anything", desk -> desk.caps.revoke(desk.by(last), last, List.of("no:such@thing")));
    ways.put("take the only login", desk -> desk.users(desk.by(last), last, List.of(), List.of(1000L)));
    if (byGroup) {
      ways.put("leave the group", desk -> desk.leave(desk.by(last), last, last.equals("root") ? "admin" : "chiefs"));
    }
    if (byGroup && !last.equals("root")) {
      ways.put(
          "shrink the group",
          desk -> desk.groups.modify(
              desk.by(last), "chiefs", new GroupChanges.Modification(List.of("run:*"), List.of(), List.of(), null, null, Map.of(), List.of())));
      ways.put("delete the group", desk -> desk.groups.delete(desk.by(last), "chiefs", true));
    }
    if (byGrant) {
      ways.put("take the grant", desk -> desk.caps.ungrant(desk.by(last), last, List.of("*")));
      ways.put("a term", desk -> desk.grant(desk.by(last).unsafe(true), last, desk.clock.in(Duration.ofDays(1)), "*"));
    }
    return ways;
  }

  static Stream<Arguments> every() {
    return Stream.of(
            Map.entry("root", ways("root", true, false)), Map.entry("chief", ways("chief", true, false)), Map.entry("lord", ways("lord", false, true)))
        .flatMap(who -> who.getValue().entrySet().stream().map(way -> Arguments.of(who.getKey(), way.getKey(), way.getValue())));
  }

  private Desk desk(String last) throws Exception {
    Desk desk = Desk.with(folder, Desk.person("bob", List.of("operator")), Desk.person("lord", List.of(), "*"), Desk.person("chief", List.of()));
    Asked root = desk.by("root").unsafe(true);
    desk.groups.create(root, "chiefs", List.of("*"), "", Map.of());
    desk.join(root, "chief", "chiefs");
    for (String other : List.of("root", "lord", "chief")) {
      if (!other.equals(last)) {
        desk.agents.delete(desk.by(last), other);
      }
    }
    return desk;
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("every")
  void theLastOneStays(String last, String name, Function<Desk, Changed> way) throws Exception {
    try (Desk desk = desk(last)) {
      String words = desk.refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> way.apply(desk));
      assertThat(words).as(name).contains("would leave nobody who holds '*'");
      assertThat(desk.can(last, "system:shutdown")).isTrue();
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("every")
  void withAnotherAdministratorItMayGo(String last, String name, Function<Desk, Changed> way) throws Exception {
    try (Desk desk = desk(last)) {
      Profile second = Desk.administrator("second");
      desk.edit(second);
      desk.refresh();
      assertThat(way.apply(desk).changed()).as(name).isTrue();
      assertThat(Invariants.administered(desk.now(), desk.clock.instant())).isTrue();
      desk.agreesWithFiles(folder);
    }
  }

  @Test
  void anotherWhoIsDisabledOrCannotLogInOrHasATermDoesNotCount() throws Exception {
    try (Desk desk = Desk.with(
        folder, Desk.administrator("off").withEnabled(false), Desk.administrator("mute").withUsers(List.of(), List.of()),
        Desk.administrator("partly").withRevokes(Desk.patterns("audit:read")), Desk.person("brief", List.of()))) {
      desk.grant(desk.by("root").unsafe(true), "brief", desk.clock.in(Duration.ofDays(1)), "*");
      desk.refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> desk.agents.delete(desk.by("root"), "root"));
      desk.agents.enable(desk.by("root"), "off", true);
      assertThat(desk.agents.delete(desk.by("root"), "root").changed()).isTrue();
    }
  }
}
