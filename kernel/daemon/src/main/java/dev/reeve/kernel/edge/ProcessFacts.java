package dev.reeve.kernel.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code /proc} tells everybody about a process. */
final class ProcessFacts {

  private ProcessFacts() {}

  /** When a process began; null when it is gone or out of sight. */
  static @Nullable Instant started(long pid) {
    if (pid <= 0) {
      return null;
    }
    Optional<Instant> start = ProcessHandle.of(pid).flatMap(process -> process.info().startInstant());
    return start.orElse(null);
  }

  /** How many pid namespaces deep a process lives, counted from the one this process sees: 1 is the same. */
  static int pidNamespaceDepth(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("NSpid:")) {
        return line.substring("NSpid:".length()).strip().split("\\s+").length;
      }
    }
    throw new IOException("/proc/" + pid + "/status names no NSpid");
  }

  /** How user ids are mapped for a process; equal text means the same user namespace or one as good as it. */
  static String userMap(long pid) throws IOException {
    return Files.readString(Path.of("/proc", Long.toString(pid), "uid_map")).strip().replaceAll("\\s+", " ");
  }
}
