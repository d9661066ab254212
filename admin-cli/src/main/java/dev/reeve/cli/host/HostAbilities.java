package dev.reeve.cli.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What this host shows of its ways to confine a process, without trying them.
 *
 * @param namespaces what stands in the way of user namespaces with bubblewrap; empty: nothing that shows
 * @param landlock what stands in the way of Landlock; empty: nothing that shows
 */
public record HostAbilities(String namespaces, String landlock) {

  private static final List<String> PROGRAMS = List.of("usr/bin/bwrap", "bin/bwrap", "usr/local/bin/bwrap");

  /** @param root of the file system, {@code /} but in tests */
  public static HostAbilities of(Path root) {
    return new HostAbilities(namespaces(root), landlock(root));
  }

  private static String namespaces(Path root) {
    if (PROGRAMS.stream().noneMatch(program -> Files.isExecutable(root.resolve(program)))) {
      return "there is no program bwrap: install bubblewrap";
    }
    Path sys = root.resolve("proc/sys");
    if (line(sys.resolve("user/max_user_namespaces")).equals("0")) {
      return "user.max_user_namespaces is 0";
    }
    if (line(sys.resolve("kernel/unprivileged_userns_clone")).equals("0")) {
      return "kernel.unprivileged_userns_clone is 0";
    }
    if (line(sys.resolve("kernel/apparmor_restrict_unprivileged_userns")).equals("1")
        && !Files.exists(root.resolve("etc/apparmor.d/bwrap-userns-restrict"))) {
      return "kernel.apparmor_restrict_unprivileged_userns is 1, and AppArmor has no profile for bwrap";
    }
    return "";
  }

  private static String landlock(Path root) {
    String modules = line(root.resolve("sys/kernel/security/lsm"));
    if (modules.isEmpty()) {
      return "";
    }
    return Arrays.asList(modules.split(",", -1)).contains("landlock") ? "" : "it is not among the security modules of this system: " + modules;
  }

  /** The first line; empty where it cannot be read. */
  static String line(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("").strip();
    } catch (IOException hidden) {
      return "";
    }
  }
}
