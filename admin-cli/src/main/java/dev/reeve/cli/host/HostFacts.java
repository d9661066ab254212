package dev.reeve.cli.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What this host is, without its name, addresses or users. */
public final class HostFacts {

  private HostFacts() {}

  /**
   * By name, in order; empty where it is not told.
   *
   * @param root of the file system, {@code /} but in tests
   */
  public static Map<String, String> of(Path root) {
    Map<String, String> facts = new LinkedHashMap<>();
    HostAbilities abilities = HostAbilities.of(root);
    facts.put("system", field(root.resolve("etc/os-release"), "PRETTY_NAME=").replace("\"", ""));
    facts.put("kernel", HostAbilities.line(root.resolve("proc/sys/kernel/osrelease")));
    facts.put("architecture", System.getProperty("os.arch", ""));
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", field(root.resolve("proc/meminfo"), "MemTotal:"));
    facts.put("memoryAvailable", field(root.resolve("proc/meminfo"), "MemAvailable:"));
    facts.put("uptimeSeconds", HostAbilities.line(root.resolve("proc/uptime")).split(" ", 2)[0]);
    facts.put("securityModules", HostAbilities.line(root.resolve("sys/kernel/security/lsm")));
    facts.put("namespacesHinderedBy", abilities.namespaces());
    facts.put("landlockHinderedBy", abilities.landlock());
    return facts;
  }

  private static String field(Path file, String begin) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).lines()
          .filter(line -> line.startsWith(begin))
          .findFirst()
          .map(line -> line.substring(begin.length()).strip())
          .orElse("");
    } catch (IOException hidden) {
      return "";
    }
  }
}
