package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The screens in the terminal of a shell, over a kernel. */
final class ScreensTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void theyFollowTheTerminalAndOutliveTheKernel() throws IOException, InterruptedException {
    try (Home home = new Home(folder.resolve("home")).started();
        Pane pane = Pane.of(home, Map.of(), "shell")) {
      assertThat(home.reeve("group", "create", "night", "--cap", "run:read", "--description", "夜勤 the night shift").code()).isZero();
      pane.ends("default READY reeve>");
      pane.line("/ui");
      pane.until("all 100 columns", lines -> titled(lines, " runs  0", 100));
      pane.press("G");
      pane.shows("夜勤 the night shift");

      pane.resize(60, 12);
      pane.until("a screen of 60 columns", lines -> titled(lines, " groups  7", 60) && lines.size() == 12);
      pane.resize(120, 30);
      pane.until("a screen of 120 columns", lines -> titled(lines, " groups  7", 120) && lines.size() == 30);
      pane.line("/night");
      pane.shows("groups /night  1 of 7");

      assertThat(home.reeve("daemon", "stop").code()).isZero();
      pane.until("what was known", lines -> lines.getFirst().contains("NO KERNEL, stale since ") && lines.stream().anyMatch(line -> line.startsWith("> night")));
      pane.press("?");
      pane.shows("the keys of groups");
      pane.press("Escape");
      home.started();
      pane.until("the kernel that is back", lines -> titled(lines, " groups /night  1 of 7", 120));
      pane.press("Q");
      pane.ends("default READY reeve>");
    }
  }

  /** Whether the first line begins so, and tells at the end of so many columns how the kernel is. */
  private static boolean titled(List<String> lines, String begin, int width) {
    String title = lines.getFirst().stripTrailing();
    return title.startsWith(begin) && title.endsWith("  default READY") && title.length() == width - 1;
  }
}
