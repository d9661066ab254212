package dev.reeve.kernel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/** Every attempt gets somewhere outside, and nowhere from within either tier. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EscapeTest {

  private static final Path PAGE = Path.of(System.getProperty("reeve.root", "../.."), "docs/confinement.md");
  private static final String BEGIN = "<!-- attempts: begin -->\n";
  private static final String END = "<!-- attempts: end -->";

  private final Map<Tier, EscapeGround> grounds = new EnumMap<>(Tier.class);
  private final Map<Tier, String> lacking = new EnumMap<>(Tier.class);

  @BeforeAll
  void prepare(@TempDir Path folder) throws Exception {
    if (!Files.isExecutable(Path.of("/usr/bin/perl")) || (Linux.call(SystemCall.GETUID) == 0 && !Files.isExecutable(Path.of("/usr/bin/setpriv")))) {
      for (Tier tier : Tier.values()) {
        lacking.put(tier, "needs perl and, as root, setpriv in /usr/bin");
      }
      return;
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Tier tier : Tier.values()) {
      try {
        grounds.put(tier, new EscapeGround(Files.createDirectory(folder.resolve(tier.label())), tier));
      } catch (TestAbortedException unusable) {
        lacking.put(tier, String.valueOf(unusable.getMessage()));
      }
    }
  }

  @AfterAll
  void end() throws Exception {
    for (EscapeGround ground : grounds.values()) {
      ground.close();
    }
  }

  static Stream<Arguments> attempts() {
    return Stream.of(Tier.values()).flatMap(tier -> EscapeAttempt.all().stream().map(attempt -> Arguments.of(tier, attempt)));
  }

  @ParameterizedTest
  @MethodSource("attempts")
  void reaches(Tier tier, EscapeAttempt attempt) throws Exception {
    EscapeGround ground = grounds.get(tier);
    assumeTrue(ground != null, lacking.get(tier));
    assumeTrue(attempt.by() == EscapeAttempt.By.ANYONE || Linux.call(SystemCall.GETUID) == 0, "needs root, who alone gets there outside");
    Recorder inside = ground.inside(attempt);
    String outside = ground.outside(attempt);
    assumeTrue(outside.contains("REACHED"), "needs a host on which anybody can " + attempt.name() + ": " + outside);
    if (attempt.allowed().contains(tier)) {
      assertThat(inside.out()).as("it is told to be allowed; errors: %s", inside.err()).contains("REACHED");
    } else {
      assertThat(inside.out()).as("outside: %s, errors: %s", outside, inside.err()).doesNotContain("REACHED");
    }
  }

  @Test
  void thereAreManyDifferentAttempts() {
    List<EscapeAttempt> all = EscapeAttempt.all();
    assertThat(all).hasSizeGreaterThan(100);
    assertThat(all).extracting(EscapeAttempt::name).doesNotHaveDuplicates();
    assertThat(all).extracting(EscapeAttempt::script).doesNotHaveDuplicates();
  }

  @Test
  void thePageSaysWhatEachReached() throws IOException {
    String page = Files.readString(PAGE);
    String written = page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table() + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("reeve.docs.write")) {
      Files.writeString(PAGE, written);
    }
    assertThat(PAGE).as("run this test with -Dreeve.docs.write=true").content().isEqualTo(written);
  }

  private static String table() {
    return "| attempt | works outside | namespaces | landlock |\n| --- | --- | --- | --- |\n"
        + EscapeAttempt.all().stream()
            .map(
                attempt ->
                    "| " + attempt.name() + " | " + (attempt.by() == EscapeAttempt.By.ROOT ? "as root" : "yes") + " | "
                        + reached(attempt, Tier.NAMESPACES) + " | " + reached(attempt, Tier.LANDLOCK) + " |\n")
            .collect(Collectors.joining());
  }

  private static String reached(EscapeAttempt attempt, Tier tier) {
    return attempt.allowed().contains(tier) ? "allowed, within" : "nothing";
  }
}
