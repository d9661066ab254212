package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of tools-shell, done as it says. */
final class ToolsShellTest {

  private static final Pattern BLOCK = Pattern.compile("^```(yaml|json)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void theExampleOfItsPageRunsAndNothingRunsThatIsNotGranted() throws IOException, InterruptedException {
    String page = Files.readString(Finished.inTree("docs/capsules/tools-shell.md"));
    MatchResult[] blocks = BLOCK.matcher(page).results().toArray(MatchResult[]::new);
    Path manifest = Files.writeString(folder.resolve("counter.yaml"), blocks[0].group(2));
    String[] lines = blocks[1].group(2).split("\n", -1);
    assertThat(blocks[0].group(2)).contains(lines[0]);
    try (Home home = new Home(folder.resolve("home")).started().with("runtime-process", "tools-shell")) {
      succeeds(home, "agent", "create", "counter");
      succeeds(home, "agent", "deploy", manifest.toString());
      assertThat(page).contains("--equals program='\"/usr/bin/wc\"'");
      succeeds(
          home, "--with-key", home.key(), "approval", "rule", "add", "--for", "counter", "--capability", "tool:invoke@shell/exec", "--equals",
          "program=\"/usr/bin/wc\"", "--reason", "it counts", "-y");
      assertThat(printed(home)).contains("PERMISSION_DENIED", "process:spawn@/usr/bin/wc").doesNotContain("exit_code");
      succeeds(home, "caps", "grant", "counter", "process:spawn@/usr/bin/wc");
      assertThat(printed(home)).contains(lines[1]);
      Finished outside = home.reeve("tool", "call", "shell/exec", "--input", "{\"program\": \"/usr/bin/wc\"}");
      assertThat(outside.code()).isNotZero();
      assertThat(outside.err()).contains("only inside a run");
    }
  }

  /** What the next run of the agent writes. */
  private static String printed(Home home) throws IOException, InterruptedException {
    Finished run = home.reeve("run", "start", "counter", "--input", "{}");
    assertThat(run.code()).as(run.toString()).isZero();
    String id = succeeds(home, "run", "list", "--agent", "counter", "-o", "name").out().lines().findFirst().orElseThrow();
    return succeeds(home, "run", "logs", id).out();
  }

  private static Finished succeeds(Home home, String... words) throws IOException, InterruptedException {
    Finished answer = home.reeve(words);
    assertThat(answer.code()).as("%s: %s", String.join(" ", words), answer).isZero();
    return answer;
  }
}
