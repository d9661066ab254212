package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Children that stood at their gate when their kernel was killed. Nobody opens it any more, nothing else ends them, and until they end
 * they keep the dead kernel's whole memory, which a child shares until it executes its program.
 */
final class GateOrphans {

  private GateOrphans() {}

  /**
   * Finds those of former kernels on that work root, and nothing else: what bears the name of a thread that spawns, leads its session,
   * stands in the work root itself, is of the kernel's user or the one programs run as, and is no child of this process.
   *
   * @throws IOException when processes cannot be listed
   */
  static List<LeftProcess> find(Path workRoot, SandboxOptions.@Nullable RunUser runAs) throws IOException {
    List<LeftProcess> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        int pid = Integer.parseInt(String.valueOf(process.getFileName()));
        // The descriptor stays with the process it was opened for: should the number become another's, the signal reaches nobody.
        PidHandle held = spawning(pid) ? PidHandle.of(pid).orElse(null) : null;
        if (held != null && spawning(pid) && standsIn(workRoot, process) && isOfUser(process, runAs)) {
          found.add(new LeftProcess(pid, held));
        } else if (held != null) {
          held.close();
        }
      }
    }
    return found;
  }

  private static boolean spawning(int pid) {
    return ProcessStat.of(pid)
        .filter(stat -> stat.name().equals(Spawner.THREAD) && stat.session() == pid && stat.parent() != ProcessHandle.current().pid())
        .isPresent();
  }

  private static boolean standsIn(Path workRoot, Path process) {
    try {
      return Files.isSameFile(process.resolve("cwd"), workRoot);
    } catch (IOException goneOrAnothers) {
      return false;
    }
  }

  /** Whether it is of the kernel's user, or the one programs run as. */
  static boolean isOfUser(Path process, SandboxOptions.@Nullable RunUser runAs) {
    try {
      // Uid: REAL EFFECTIVE SAVED FILES
      String[] users =
          Files.readAllLines(process.resolve("status"), StandardCharsets.ISO_8859_1).stream()
              .filter(line -> line.startsWith("Uid:"))
              .findFirst()
              .orElse("")
              .split("\\s+", -1);
      long user = users.length < 2 ? -1 : Long.parseLong(users[1]);
      return user == Linux.call(SystemCall.GETUID) || (runAs != null && user == runAs.uid());
    } catch (IOException | NumberFormatException gone) {
      return false;
    }
  }
}
