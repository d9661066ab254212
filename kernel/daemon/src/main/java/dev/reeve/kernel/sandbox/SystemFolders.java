package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of the host every program sees: programs and libraries, and the few files of {@code /etc} that loading them needs.
 *
 * @param programs real folders, readable and executable
 * @param links from a top-level name to where it points, e.g. {@code /bin} to {@code usr/bin}
 * @param settings real files and folders, readable, by the path they are known under
 */
record SystemFolders(List<Path> programs, Map<Path, String> links, Map<Path, Path> settings) {

  private static final List<String> PROGRAMS = List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");
  /** Each costs a mount at every start. */
  private static final List<String> SETTINGS = List.of("/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime");

  /** Devices that hold nothing. */
  static final List<Path> DEVICES =
      List.of(Path.of("/dev/null"), Path.of("/dev/zero"), Path.of("/dev/full"), Path.of("/dev/random"), Path.of("/dev/urandom"));

  /** This host's. */
  static SystemFolders find() throws IOException {
    List<Path> programs = new ArrayList<>();
    Map<Path, String> links = new LinkedHashMap<>();
    for (String name : PROGRAMS) {
      Path path = Path.of(name);
      if (Files.isSymbolicLink(path)) {
        links.put(path, Files.readSymbolicLink(path).toString());
      } else if (Files.isDirectory(path)) {
        programs.add(path);
      }
    }
    Map<Path, Path> settings = new LinkedHashMap<>();
    for (String name : SETTINGS) {
      Path path = Path.of(name);
      if (Files.isReadable(path)) {
        settings.put(path, path.toRealPath());
      }
    }
    return new SystemFolders(programs, links, settings);
  }

  /** Whether programs there are seen anyway. */
  boolean holds(Path real) {
    return programs.stream().anyMatch(real::startsWith);
  }
}
