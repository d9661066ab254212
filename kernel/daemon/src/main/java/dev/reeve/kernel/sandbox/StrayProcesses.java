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
 * Programs of a former kernel's runs that lie in no control group: under a filter, without new privileges, of the kernel's user or the one
 * programs run as, and standing in a work folder or started with one as home. One that hid both on a host without control groups is not found.
 */
final class StrayProcesses {

  private StrayProcesses() {}

  /**
   * Finds them.
   *
   * @throws IOException when processes cannot be listed
   */
  static List<LeftProcess> find(Path workRoot, SandboxOptions.@Nullable RunUser runAs) throws IOException {
    List<LeftProcess> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        int pid = Integer.parseInt(String.valueOf(process.getFileName()));
        if (stray(process, workRoot, runAs)) {
          PidHandle held = PidHandle.of(pid).orElse(null);
          // Looked at again once it is held: its number may have become another's.
          if (held != null && stray(process, workRoot, runAs)) {
            found.add(new LeftProcess(pid, held));
          } else if (held != null) {
            held.close();
          }
        }
      }
    }
    return found;
  }

  private static boolean stray(Path process, Path workRoot, SandboxOptions.@Nullable RunUser runAs) {
    try {
      String status = Files.readString(process.resolve("status"), StandardCharsets.ISO_8859_1);
      return status.contains("\nSeccomp:\t2\n")
          && status.contains("\nNoNewPrivs:\t1\n")
          && GateOrphans.isOfUser(process, runAs)
          && (standsBelow(process, workRoot) || startedIn(process, workRoot));
    } catch (IOException gone) {
      return false;
    }
  }

  private static boolean standsBelow(Path process, Path workRoot) throws IOException {
    Path folder = Files.readSymbolicLink(process.resolve("cwd"));
    return folder.startsWith(workRoot) && !folder.equals(workRoot);
  }

  private static boolean startedIn(Path process, Path workRoot) throws IOException {
    String environment = "\0" + Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
    return environment.contains("\0PWD=" + workRoot + "/") || environment.contains("\0HOME=" + workRoot + "/");
  }
}
