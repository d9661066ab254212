package dev.reeve.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.ErrorReasons;
import dev.reeve.client.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages as troff reads them: {@code groff} and {@code mandoc}, where each is there, find nothing wrong with them. */
class ManCommandTest {

  @TempDir Path home;

  private Typed type(String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).type(words);
  }

  private List<Path> pages() throws IOException {
    Typed written = type("man", "--to", home.resolve("man").toString());
    assertThat(written.exit()).as(written.err()).isZero();
    try (Stream<Path> files = Files.walk(home.resolve("man"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void thePagesAreThoseOfEveryFirstWordEveryFileAndTheDaemon() throws IOException {
    List<String> files = pages().stream().map(page -> home.resolve("man").relativize(page).toString()).toList();
    assertThat(files).contains("man1/reeve.1", "man1/reeve-run.1", "man1/reeve-approval.1", "man5/reeve-kernel.toml.5", "man8/reeved.8");
    assertThat(files).hasSameSizeAs(type("man", "-o", "name").out().lines().toList());
  }

  @Test
  void aPageHasEveryVerbWithOptionsAndExamples() {
    String page = type("man", "reeve-run").out();
    assertThat(page).startsWith(".TH \"REEVE\\-RUN\" 1 \"\" \"Reeve ").contains(".SS \"reeve run start [options] AGENT\"", "\\fB\\-\\-detach\\fR", "reeve run start greeter");
  }

  @Test
  void theMainPageHasEveryExitCodeWithItsReasons() {
    String page = type("man", "reeve").out();
    for (ExitCode exit : ExitCode.values()) {
      assertThat(page).contains("\\fB" + exit.code() + "\\fR\n" + Roff.text(exit.meaning()));
      ErrorReasons.endingWith(exit).forEach(reason -> assertThat(page).contains(reason));
    }
    assertThat(ErrorReasons.endingWith(ExitCode.NOT_FOUND)).containsExactly("NOT_FOUND");
  }

  @Test
  void aPageThatIsNotThereIsNotFoundAndTheNearestIsNamed() {
    Typed typed = type("man", "reeve-rnu");
    assertThat(typed.exit()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(typed.err()).contains("no page is called 'reeve-rnu'", "did you mean 'reeve-run'?");
    assertThat(type("man", "reeve", "--to", "x").exit()).isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void groffFindsNothingWrong() throws Exception {
    assumeTrue(there("groff"), "groff");
    for (Path page : pages()) {
      assertThat(run("groff", "-man", "-ww", "-K", "utf8", "-T", "utf8", "-rLL=200n", page.toString())).as(page.toString())
          .isNotEmpty().doesNotContainPattern("(?m)^(groff|troff|grotty): ");
    }
  }

  @Test
  void mandocFindsNothingWrong() throws Exception {
    assumeTrue(there("mandoc"), "mandoc");
    for (Path page : pages()) {
      String found = run("mandoc", "-T", "lint", "-W", "warning", page.toString());
      assertThat(found.lines().filter(line -> !line.contains("missing date")).toList()).as(page.toString()).isEmpty();
    }
  }

  @Test
  void aPageReadsAsItWasWritten() throws Exception {
    Path page = pages().stream().filter(file -> file.endsWith("reeve-kernel.toml.5")).findFirst().orElseThrow();
    assertThat(Files.readString(page)).contains("config_version = 1");
    assumeTrue(there("groff"), "groff");
    assertThat(run("groff", "-man", "-T", "utf8", "-P-c", "-P-b", "-P-u", "-rLL=100n", page.toString()))
        .contains("reeve-kernel.toml - configuration of a Reeve kernel", "[server]\n           drain = \"1m\"");
  }

  private static boolean there(String program) {
    return Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
