package dev.reeve.tui.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code reeve top} as a process at a terminal. */
@Timeout(180)
class TopTerminalTest {

  @TempDir Path folder;

  private Path launcher(Path home) throws Exception {
    Path script = folder.resolve("reeve");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        script,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp '%s' %s --home '%s' \"$@\"\n"
            .formatted(java, System.getProperty("java.class.path"), TopMain.class.getName(), home));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  @Test
  void itIsLiveFitsAnySizeTakesKeysOutlivesTheKernelAndLeavesTheScreenAsItWas() throws Exception {
    Path home = folder.resolve("home");
    FiguresKernel kernel = new FiguresKernel(home);
    try (TmuxSession terminal = TmuxSession.open(folder, 80, 24)) {
      terminal.type("echo before; NO_COLOR=1 " + launcher(home) + " top --interval 200ms; echo left $?");
      terminal.press("Enter");
      List<String> first = terminal.await("every 200ms");
      terminal.await("the runs", screen -> screen.stream().anyMatch(line -> line.matches("bot +RUNNING .*01920000-0000-7000-8000-000000000001 +4712")));
      assertThat(first.getFirst()).startsWith("kernel 4711  up ");
      assertThat(terminal.screen()).hasSize(24).noneMatch(line -> line.contains("before"));
      assertThat(terminal.screen().getLast()).isEqualTo("c m n e l sort  r reverse  t table  p pause  ? help  q quit");
      int known = kernel.looks.get();
      terminal.await("two more looks", screen -> kernel.looks.get() > known + 2);

      terminal.type("tl");
      terminal.await("principals 2 by latency");
      terminal.resize(120, 40);
      terminal.await("the larger screen", screen -> screen.size() == 40 && screen.getLast().startsWith("c m n e l"));
      terminal.resize(40, 10);
      terminal.await("the smaller screen", screen -> screen.size() == 10 && screen.getLast().equals("c m n e l sort  r reverse  t table  p pa"));
      terminal.resize(80, 24);
      terminal.await("the first size again", screen -> screen.size() == 24 && screen.getLast().startsWith("c m n e l"));
      terminal.press("Up");
      terminal.type("?");
      terminal.await("q  quit; so do Ctrl-C and Ctrl-D");
      terminal.type("?");

      kernel.close();
      terminal.await("  ! ");
      try (FiguresKernel again = new FiguresKernel(home)) {
        terminal.await("its figures again", screen -> screen.stream().noneMatch(line -> line.contains("  ! ")) && again.looks.get() > 2);
        terminal.press("C-c");
        List<String> after = terminal.await("left 0");
        assertThat(after).as("what was there before").anyMatch(line -> line.equals("before"));
        assertThat(after).noneMatch(line -> line.contains("principals"));
      }
    } finally {
      kernel.close();
    }
  }
}
