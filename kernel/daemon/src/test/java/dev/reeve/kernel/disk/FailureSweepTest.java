package dev.reeve.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.reeve.seal.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each call of the disk that an operation makes fails once: the kernel shows what was before or what is after, alive and after a kill. */
@Timeout(3600)
class FailureSweepTest {

  private static final boolean ALL = System.getProperty("reeve.sweep", "").equals("all");
  /** Faults other than a full disk at each fourth of the calls that a full disk fails on every build; at night all faults at every call. */
  private static final int EVERY = ALL ? 1 : 4;

  @TempDir Path folder;

  /** A process that sweeps what no other one does; what it says goes to a file. */
  private record Sweeping(Process process, Path said) implements AutoCloseable {

    static Sweeping start(Shim shim, Path folder, String part, Path claims) throws IOException {
      Path own = Files.createDirectory(folder.toRealPath().resolve(part));
      DiskControl control = DiskControl.open(own.resolve("control"));
      Path said = own.resolve("said");
      ProcessBuilder program =
          WatchedDaemon.java(
              FailureSweepMain.class, own.toString(), control.file().toString(), Integer.toString(EVERY), claims.toString());
      program.redirectOutput(said.toFile()).redirectError(own.resolve("errors").toFile());
      return new Sweeping(shim.fail(program, own.resolve("home"), control).start(), said);
    }

    List<String> lines() throws IOException, InterruptedException {
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException("the sweep ended with " + code + ":\n" + Files.readString(said.resolveSibling("errors"), StandardCharsets.UTF_8));
      }
      return Files.readAllLines(said);
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  private static List<String> beginningWith(String word, List<String> lines) {
    return lines.stream().filter(line -> line.startsWith(word)).map(line -> line.substring(word.length())).toList();
  }

  @Test
  void whateverCallFailsTheStateIsTheOldOrTheNew() throws Exception {
    assumeThat(Shim.compilerWorks(folder)).as("a C compiler").isTrue();
    Shim shim = Shim.compile(folder);
    long start = System.nanoTime();
    List<String> lines = new ArrayList<>();
    Path claims = Files.createDirectory(folder.resolve("claims"));
    try (Sweeping one = Sweeping.start(shim, folder, "one", claims); Sweeping other = Sweeping.start(shim, folder, "other", claims)) {
      lines.addAll(one.lines());
      lines.addAll(other.lines());
    }
    Path report = Files.write(Path.of("target/failure-sweep.txt"), lines).toAbsolutePath();
    List<String> swept = beginningWith("SWEPT ", lines);
    swept.forEach(System.out::println);
    System.out.printf(
        "%d operations, %d calls of the disk failed one by one in %.0f s; each in %s%n",
        swept.size(), beginningWith("TRY ", lines).size(), (System.nanoTime() - start) / 1e9, report);
    assertThat(beginningWith("WRONG ", lines)).isEmpty();
    List<String> names = SweptOperations.all(SigningKey.generate("acme")).stream().map(SweptOperation::name).toList();
    assertThat(swept).hasSameSizeAs(names);
    assertThat(swept).allSatisfy(line -> assertThat(names).anyMatch(line::contains));
    assertThat(swept).noneMatch(line -> line.contains(" 0 calls"));
  }
}
