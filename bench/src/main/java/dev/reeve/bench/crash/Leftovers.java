package dev.reeve.bench.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Processes of this host that belong to runs, known by the id in their environment. */
final class Leftovers {

  private static final Path PROCESSES = Path.of("/proc");
  private static final String NAMED = "REEVE_RUN_ID=";

  private Leftovers() {}

  /** Those of these runs that live, as sentences. */
  static List<String> of(Set<String> runs) throws IOException {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : processes) {
        for (String variable : environment(process).split("\0", -1)) {
          if (variable.startsWith(NAMED) && runs.contains(variable.substring(NAMED.length()))) {
            found.add("process " + process.getFileName() + " of run " + variable.substring(NAMED.length()) + " lives, and the run has ended");
          }
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return found;
  }

  private static String environment(Path process) {
    try {
      return new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
    } catch (IOException goneOrAnothers) {
      return "";
    }
  }
}
