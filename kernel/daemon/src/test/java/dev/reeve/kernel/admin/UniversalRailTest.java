package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.KeyLimit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns that cover everything need {@code unsafe_admin} on every path, also of an administrator. */
@Timeout(60)
class UniversalRailTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"*", "*:*", "*:*:*", "*@x", "*:*@/srv/**"})
  void everyPathWantsItSaid(String universal) throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of()), Desk.person("held", List.of("admin"), universal))) {
      Asked root = desk.by("root");
      desk.groups.create(root.unsafe(true), "everything", List.of(universal), "", Map.of());
      desk.group(root, "few", "run:read");
      desk.caps.revoke(root, "held", List.of(universal));
      assertThat(desk.denied(() -> desk.grant(root, "bob", null, universal))).contains("'" + universal + "' is universal");
      assertThat(desk.denied(() -> desk.grant(root, "bob", desk.clock.in(java.time.Duration.ofHours(1)), universal))).contains("unsafe_admin");
      desk.denied(() -> desk.caps.unrevoke(root, "held", List.of(universal)));
      desk.denied(() -> desk.group(root, "more", universal));
      desk.denied(() -> desk.groups.modify(root, "few", modification(List.of(universal), null)));
      desk.denied(() -> desk.groups.modify(root, "few", modification(List.of(universal), true)));
      desk.denied(() -> desk.join(root, "bob", "everything"));
      desk.denied(() -> desk.join(root, "bob", "admin"));
      desk.denied(() -> desk.create(root, "eve", List.of("restricted"), universal));
      desk.denied(() -> desk.create(root, "eve", List.of("everything")));
      desk.denied(() -> desk.agents.create(root, Desk.clone("eve", "held")));
      desk.denied(() -> AttenuatedPathsTest.key(desk, root, "held", KeyLimit.FULL));
      desk.denied(() -> AttenuatedPathsTest.key(desk, root, "bob", new KeyLimit(Desk.patterns(universal), List.of())));
      assertThat(desk.can("bob", "system:shutdown")).isFalse();
      assertThat(desk.grant(root.unsafe(true), "bob", null, universal).changed()).isTrue();
      assertThat(desk.agents.create(root.unsafe(true), Desk.clone("eve", "bob")).changed()).isTrue();
      desk.agreesWithFiles(folder);
    }
  }

  private static GroupChanges.Modification modification(List<String> add, @org.jspecify.annotations.Nullable Boolean unsafe) {
    return new GroupChanges.Modification(null, add, List.of(), null, unsafe, Map.of(), List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "*:*", "*@x"})
  void aGroupThatMayHoldEverythingDoesNotSayItForTheCall(String universal) throws Exception {
    try (Desk desk = Desk.with(folder)) {
      desk.groups.create(desk.by("root").unsafe(true), "everything", List.of("*:*:*:*"), "", Map.of());
      desk.denied(() -> desk.groups.modify(desk.by("root"), "everything", modification(List.of(universal), null)));
      assertThat(desk.denied(() -> desk.groups.modify(desk.by("root").unsafe(true), "everything", modification(List.of(), false)))).contains("universal");
    }
  }
}
