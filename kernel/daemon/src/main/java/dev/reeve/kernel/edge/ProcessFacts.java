package dev.reeve.kernel.edge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code /proc} tells everybody about a process. */
final class ProcessFacts {

  private static final int MAX_PROGRAM = 64;

  private ProcessFacts() {}

  /** When a process began; null when it is gone or out of sight. */
  static @Nullable Instant started(long pid) {
    if (pid <= 0) {
      return null;
    }
    Optional<Instant> start = ProcessHandle.of(pid).flatMap(process -> process.info().startInstant());
    return start.orElse(null);
  }

  /** What a process calls itself: printable ASCII, at most 64 characters; empty when it cannot be read. For people, proves nothing. */
  static String program(long pid) {
    try {
      String name = Files.readString(Path.of("/proc", Long.toString(pid), "comm"), StandardCharsets.ISO_8859_1).strip();
      String printable = name.replaceAll("[^\\x20-\\x7e]", "?");
      return printable.length() <= MAX_PROGRAM ? printable : printable.substring(0, MAX_PROGRAM);
    } catch (IOException e) {
      return "";
    }
  }

  /** The user this process runs as; -1 when it cannot be read, which is nobody's. */
  static long ownUser() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid ? Integer.toUnsignedLong(uid) : -1;
    } catch (IOException e) {
      return -1;
    }
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
