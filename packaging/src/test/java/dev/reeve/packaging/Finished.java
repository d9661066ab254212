package dev.reeve.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command that has run to its end, with what it printed. */
record Finished(int code, String out, String err) {

  private static final long LONGEST_SECONDS = 120;

  /**
   * Runs a command to its end without input.
   *
   * @param folder to run in
   * @param environment the whole environment
   */
  static Finished run(Path folder, Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process =
        builder.redirectInput(Path.of("/dev/null").toFile()).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(command + " did not end within " + LONGEST_SECONDS + " s: " + Files.readString(err));
      }
      return new Finished(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** A file of this source tree. */
  static Path inTree(String path) {
    String root = System.getProperty("reeve.root");
    if (root == null) {
      throw new IllegalStateException("the build sets the system property reeve.root");
    }
    return Path.of(root).resolve(path);
  }
}
