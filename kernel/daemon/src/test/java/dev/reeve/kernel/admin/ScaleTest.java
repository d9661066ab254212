package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Much of everything. */
@Timeout(180)
class ScaleTest {

  @TempDir Path folder;

  private static String[] many(int count) {
    return IntStream.range(0, count).mapToObj(i -> "net:connect@host" + i + ".example.com:443").toArray(String[]::new);
  }

  @Test
  void tenThousandGrantsOfOnePrincipalAreTheMostThereMayBe() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of(), many(9_999)))) {
      assertThat(desk.grant(desk.by("root"), "bob", null, "run:start").delta()).containsExactly(new Delta("bob", "run:start", true));
      assertThat(desk.can("bob", "net:connect@host9998.example.com:443")).isTrue();
      assertThat(desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> desk.grant(desk.by("root"), "bob", null, "run:read")))
          .contains("at most 10000 grants");
      desk.agents.create(desk.by("root"), Desk.clone("eve", "bob"));
      desk.agreesWithFiles(folder);
    }
  }

  @Test
  void aProfileThatWouldNotFitIntoItsFileIsRefusedRatherThanUnreadableLater() throws Exception {
    String[] long1 = IntStream.range(0, 1100).mapToObj(i -> "tool:invoke@" + i + "a".repeat(940)).toArray(String[]::new);
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of(), java.util.Arrays.copyOf(long1, 1000)))) {
      String words =
          desk.refused(
              ErrorCode.ERROR_CODE_FAILED_PRECONDITION,
              () -> desk.caps.grant(
                  desk.by("root"), "bob", new CapsChanges.Gift(List.of(long1).subList(1000, 1100), null, "because of its length", "root")));
      assertThat(words).contains("bob.toml cannot say this").contains("larger than");
      desk.agreesWithFiles(folder);
    }
  }

  @Test
  void twoThousandPrincipalsAreOpenedAndChanged() throws Exception {
    Path principals = Files.createDirectories(folder.resolve("etc/principals"));
    for (int i = 0; i < 2000; i++) {
      Profile one = Desk.person("p" + i, List.of("agent"), "run:start@a" + i);
      Files.writeString(principals.resolve(one.name() + ".toml"), ProfileFile.write(one));
    }
    try (Desk desk = Desk.with(folder)) {
      for (int i = 0; i < 20; i++) {
        assertThat(desk.grant(desk.by("root"), "p" + i * 100, null, "run:logs").changed()).isTrue();
      }
      desk.refresh();
      assertThat(desk.reloads).isEmpty();
      Policy last = desk.now();
      try (Desk again = desk.reopened()) {
        assertThat(again.now().profiles()).hasSize(2001);
        assertThat(again.now().saysTheSame(last)).isTrue();
      }
    }
  }
}
