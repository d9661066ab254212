package dev.reeve.cli.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each call of the disk that a command of {@code backup} makes fails once: what is there afterwards is what was, or what was asked for. */
@Timeout(600)
class DiskSweepTest {

  /** Faults other than a full disk at each third call on every build, at every call at night. */
  private static final String EVERY = System.getProperty("reeve.sweep", "").equals("all") ? "1" : "3";

  @TempDir Path folder;

  private static List<String> beginningWith(String word, List<String> lines) {
    return lines.stream().filter(line -> line.startsWith(word)).map(line -> line.substring(word.length())).toList();
  }

  @Test
  void whateverCallFailsThereIsTheFormerOrTheWholeNew() throws Exception {
    assumeThat(FailingDisk.compilerWorks(folder)).as("a C compiler").isTrue();
    Path said = folder.resolve("said");
    Path errors = folder.resolve("errors");
    long start = System.nanoTime();
    Process sweep =
        FailingDisk.watched(folder.toRealPath(), DiskSweepMain.class, EVERY).redirectOutput(said.toFile()).redirectError(errors.toFile()).start();
    try {
      assertThat(sweep.waitFor(300, TimeUnit.SECONDS)).isTrue();
    } finally {
      sweep.destroyForcibly().onExit().join();
    }
    List<String> lines = Files.readAllLines(said);
    Path report = Files.write(Path.of("target/disk-sweep.txt"), lines).toAbsolutePath();
    assertThat(sweep.exitValue()).as(Files.readString(errors, StandardCharsets.UTF_8)).isZero();
    List<String> swept = beginningWith("SWEPT ", lines);
    swept.forEach(System.out::println);
    System.out.printf(
        "%d commands, %d calls of the disk failed one by one in %.0f s; each in %s%n",
        swept.size(), beginningWith("TRY ", lines).size(), (System.nanoTime() - start) / 1e9, report);
    assertThat(beginningWith("WRONG ", lines)).isEmpty();
    assertThat(swept).hasSize(4).noneMatch(line -> line.contains(" 0 calls"));
  }
}
