package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page of the demo agents typed as it stands, and the runtime {@code builtin} as the distribution ships it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DemoAgentsPageTest {

  private static final String DIST = Objects.requireNonNull(System.getProperty("reeve.dist"), "the build sets reeve.dist");
  private static final Pattern BLOCK = Pattern.compile("^```text\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  /** A word of a shell's: in single quotes, in double quotes, or without any. */
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");

  private Path folder = Path.of("");
  private Home home = new Home(folder);

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    home = new Home(temporary.resolve("home")).started().with("runtime-builtin", "runtime-process");
  }

  @AfterAll
  void stop() throws IOException {
    home.close();
  }

  private Finished succeeds(String... words) throws IOException, InterruptedException {
    Finished answer = home.reeve(words);
    assertThat(answer.code()).as("%s: %s", String.join(" ", words), answer).isZero();
    return answer;
  }

  /** The words of a line after {@code reeve}, with the files of the distribution where a reader stands in its folder. */
  private static String[] words(String line) {
    List<String> words = new ArrayList<>();
    for (MatchResult word : WORD.matcher(line).results().toList()) {
      String plain = word.group(1) != null ? word.group(1) : word.group(3) != null ? word.group(3) : word.group(2).replace("\\\"", "\"").replace("$PWD", DIST);
      words.add(plain.replaceFirst("^(@?)(share|examples)/", "$1" + DIST + "/$2/"));
    }
    assertThat(words.getFirst()).isEqualTo("reeve");
    return words.subList(1, words.size()).toArray(String[]::new);
  }

  @Test
  void everyCommandOfThePageDoesWhatItSays() throws Exception {
    String page = Files.readString(Finished.inTree("docs/demo-agents.md"));
    List<String> lines = BLOCK.matcher(page).results().flatMap(block -> block.group(1).lines()).toList();
    List<String> answers = new ArrayList<>();
    for (String line : lines) {
      Finished answer = succeeds(words(line));
      if (line.startsWith("reeve run start")) {
        answers.add(answer.out());
      }
    }
    assertThat(answers).hasSize(5);
    assertThat(answers.get(0)).contains("{\"x\":[1,2]}");
    assertThat(answers.get(1)).contains("two words");
    assertThat(answers.get(2)).contains("Bonjour, Ada !");
    assertThat(answers.get(3)).contains("\"lines\":5898", "\"error_kinds\":9");
    assertThat(answers.get(4)).isEqualTo(answers.get(3));
  }

  private void deploy(String name, String spec) throws IOException, InterruptedException {
    succeeds("agent", "create", name);
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(file, "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: { name: " + name + ", version: 1.0.0 }\nspec:\n" + spec.indent(2));
    succeeds("agent", "deploy", file.toString());
  }

  private String state(String run) throws IOException, InterruptedException {
    return succeeds("run", "show", run, "-o", "json").out();
  }

  @Test
  void aRunThatSleepsGivesWhatItSleptOrIsCancelledAtOnce() throws Exception {
    deploy("napper", "runtime: { name: builtin, program: sleep }\n");
    assertThat(succeeds("run", "start", "napper", "--input", "{\"seconds\": 0.2}").out()).contains("{\"seconds\":0.2}");
    String endless = succeeds("run", "start", "napper", "--detach", "--input", "3600").out().strip();
    succeeds("run", "cancel", endless, "--reason", "enough");
    assertThat(state(endless)).contains("RUN_STATE_CANCELLED", "enough");
    Finished refused = home.reeve("run", "start", "napper", "--input", "86401");
    assertThat(refused.code()).isNotZero();
    String failed = succeeds("run", "list", "--agent", "napper", "-o", "name").out().lines().findFirst().orElseThrow();
    assertThat(state(failed)).contains("RUN_STATE_FAILED", "86401 s is not between 0 and 86400 s");
  }

  @Test
  void aWrongProgramIsRefusedWhenItIsDeployedAndALimitWhenItIsRun() throws Exception {
    succeeds("agent", "create", "odd");
    Path file = folder.resolve("odd.yaml");
    String head = "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: { name: odd, version: 1.0.0 }\nspec:\n";
    Files.writeString(file, head + "  runtime: { name: builtin, program: cat }\n");
    Finished refused = home.reeve("agent", "deploy", file.toString());
    assertThat(refused.code()).isNotZero();
    assertThat(refused.err()).contains("runtime.program: must be 'echo', 'identity' or 'sleep'");
    Files.writeString(file, head + "  runtime: { name: builtin, program: identity }\n  limits: { memory: 64MiB }\n");
    Finished limited = home.reeve("agent", "deploy", file.toString());
    if (limited.code() == 0) {
      assertThat(home.reeve("run", "start", "odd", "--input", "1").code()).isNotZero();
      String failed = succeeds("run", "list", "--agent", "odd", "-o", "name").out().lines().findFirst().orElseThrow();
      assertThat(state(failed)).contains("keeps no limits");
    } else {
      assertThat(limited.err()).contains("memory");
    }
  }
}
