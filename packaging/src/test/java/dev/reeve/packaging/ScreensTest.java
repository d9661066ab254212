package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The screens in a terminal, over a kernel. */
final class ScreensTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void theyFollowTheTerminalAndOutliveTheKernel() throws IOException, InterruptedException {
    Map<String, String> environment = Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "HOME", folder.toString(), "LANG", "C.UTF-8");
    try (Home home = new Home(folder.resolve("home")).started();
        TmuxPane pane = new TmuxPane(folder, environment)) {
      assertThat(home.reeve("group", "create", "night", "--cap", "run:read", "--description", "夜勤 the night shift").code()).isZero();
      pane.start(80, 24, List.of(Home.DIST.resolve("bin/reeve").toString(), "--home", home.folder.toString(), "ui"));
      pane.await("all 80 columns", lines -> titled(lines, " runs  0", 80));
      pane.press("G");
      pane.await("夜勤 the night shift");

      pane.resize(60, 12);
      List<String> small = pane.await("a screen of 60 columns", lines -> titled(lines, " groups  7", 60));
      assertThat(small).hasSize(12).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60));
      pane.resize(100, 30);
      pane.await("a screen of 100 columns", lines -> titled(lines, " groups  7", 100) && lines.size() == 30);
      pane.press("/night", "Enter");
      pane.await("groups /night  1 of 7");

      assertThat(home.reeve("daemon", "stop").code()).isZero();
      assertThat(pane.await("NO KERNEL, stale since ")).anyMatch(line -> line.contains("> night"));
      pane.press("?");
      pane.await("the keys of groups");
      pane.press("Escape");
      home.started();
      pane.await("default READY");
      pane.press("Q");
      pane.awaitEnd();
    }
  }

  /** Whether the first line begins so, and tells at the end of so many columns how the kernel is. */
  private static boolean titled(List<String> lines, String begin, int width) {
    String title = lines.getFirst().stripTrailing();
    return title.startsWith(begin) && title.endsWith("  default READY") && title.length() == width - 1;
  }
}
