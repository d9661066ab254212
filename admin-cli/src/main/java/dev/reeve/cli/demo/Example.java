package dev.reeve.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The parts of a distribution that the demo uses. */
record Example(Path distribution) {

  /** Name of the agent, and of its principal. */
  static final String AGENT = "log-triage";

  /** The principal that whoever owns a home is. */
  static final String PERSON = "default";

  Path manifest() {
    return distribution.resolve("examples").resolve(AGENT).resolve("agent.yaml");
  }

  Path logs() {
    return manifest().resolveSibling("logs");
  }

  /** The real log the agent reads. */
  Path log() throws IOException {
    try (Stream<Path> logs = Files.list(logs())) {
      return logs.filter(path -> path.toString().endsWith(".log"))
          .sorted()
          .findFirst()
          .orElseThrow(() -> new IOException("no log in " + logs()));
    }
  }

  /** Lines of the log, counted here and not by the agent. */
  long lines() throws IOException {
    try (Stream<String> lines = Files.lines(log(), StandardCharsets.ISO_8859_1)) {
      return lines.count();
    }
  }

  List<Path> capsules() throws IOException {
    try (Stream<Path> files = Files.list(distribution.resolve("capsules"))) {
      return files.filter(path -> path.toString().endsWith(".capsule.jar")).sorted().toList();
    }
  }
}
