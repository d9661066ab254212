package dev.reeve.cli.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The systemd service that a process was started as. */
public final class ServiceUnit {

  private static final Path PROCESSES = Path.of("/proc");
  private static final Pattern UNIT = Pattern.compile("/([A-Za-z0-9_.@:\\\\-]{1,255}\\.service)(?=/|$)", Pattern.MULTILINE);
  private static final String STARTED = "SYSTEMD_EXEC_PID=";

  private ServiceUnit() {}

  /**
   * Name of the service whose own process this is, such as {@code reeve.service}. A process that something within a service started, such as
   * a shell, is none.
   */
  public static Optional<String> of(long pid) {
    return of(PROCESSES, pid);
  }

  static Optional<String> of(Path processes, long pid) {
    Path process = processes.resolve(Long.toString(pid));
    String unit = "";
    try {
      Matcher found = UNIT.matcher(Files.readString(process.resolve("cgroup"), StandardCharsets.ISO_8859_1));
      while (found.find()) {
        unit = found.group(1).startsWith("user@") ? unit : found.group(1);
      }
    } catch (IOException gone) {
      return Optional.empty();
    }
    return unit.isEmpty() || !startedAsService(process, pid) ? Optional.empty() : Optional.of(unit);
  }

  /** Whether systemd itself started it; where this user may not see that, it is taken to be so. */
  private static boolean startedAsService(Path process, long pid) {
    try {
      String environment = "\0" + Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
      return environment.contains("\0" + STARTED + pid + "\0");
    } catch (IOException hidden) {
      return true;
    }
  }
}
