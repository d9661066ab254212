package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.ProcessSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a spec has to be, apart from the host's state; every refusal is INVALID or NOT_FOUND and names the field. */
final class SpecRules {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern VARIABLE = Pattern.compile("[^=\\x00]+");
  private static final int MOST_CPU = 100 * 4096;
  private static final long LEAST_MEMORY = 1L << 20;
  private static final long LEAST_STORAGE = 64L << 10;

  private SpecRules() {}

  /** Checks everything that needs no look at the host. */
  static void check(ProcessSpec spec) throws CapsuleException {
    require(ID.matcher(spec.id()).matches(), "id: 1 to 64 of letters, digits, '.', '_', '-', the first a letter or digit");
    require(!spec.command().isEmpty(), "command: names no program");
    for (String argument : spec.command()) {
      require(argument.indexOf('\0') < 0, "command: an argument holds a zero character");
    }
    for (Map.Entry<String, String> variable : spec.environment().entrySet()) {
      require(VARIABLE.matcher(variable.getKey()).matches(), "environment: a name is empty or holds '=' or a zero character");
      require(variable.getValue().indexOf('\0') < 0, "environment: " + variable.getKey() + " holds a zero character");
    }
    for (String name : spec.files().keySet()) {
      fileName(name);
    }
    limits(spec.limits());
  }

  private static void limits(ProcessLimits limits) throws CapsuleException {
    Long memory = limits.memoryBytes();
    require(memory == null || memory >= LEAST_MEMORY, "limits.memoryBytes: at least 1 MiB");
    Integer processes = limits.processes();
    require(processes == null || processes >= 1, "limits.processes: at least 1");
    Long storage = limits.storageBytes();
    require(storage == null || storage >= LEAST_STORAGE, "limits.storageBytes: at least 64 KiB");
    Integer cpu = limits.cpuPercent();
    require(cpu == null || (cpu >= 1 && cpu <= MOST_CPU), "limits.cpuPercent: 1 to " + MOST_CPU);
  }

  /** A relative name of which no component is {@code .}, {@code ..}, empty or over 255 bytes. */
  private static void fileName(String name) throws CapsuleException {
    require(name.indexOf('\0') < 0 && !name.isEmpty() && name.length() <= 4096, "files: a name is empty, over 4096 long or holds a zero");
    for (String part : name.split("/", -1)) {
      require(
          !part.isEmpty() && !part.equals(".") && !part.equals("..") && part.getBytes(StandardCharsets.UTF_8).length <= 255,
          "files: " + name + ": a relative name, no part of it empty, '.', '..' or over 255 bytes");
    }
  }

  /** The name of the program in the work folder; null when it is one of the host. */
  static @Nullable String ownProgram(ProcessSpec spec) {
    String program = spec.command().getFirst();
    return program.startsWith("./") ? program.substring(2) : null;
  }

  /** Whether the program is there and may be executed in what the run will see. */
  static void program(ProcessSpec spec, Access access, SystemFolders system, Tier tier) throws CapsuleException {
    String own = ownProgram(spec);
    String program = spec.command().getFirst();
    if (own != null) {
      found(spec.files().containsKey(own), program + " is not among the run's files");
      return;
    }
    require(program.startsWith("/"), "command: the program is an absolute path, or a file of the run starting with ./");
    hostProgram(program, access, system, tier);
  }

  /** Whether a program of the host is there and may be executed in what the run sees. */
  static void hostProgram(String program, Access access, SystemFolders system, Tier tier) throws CapsuleException {
    Path path = AccessRules.normal("command", program);
    Path real;
    try {
      real = path.toRealPath();
    } catch (IOException absent) {
      throw new CapsuleException(Kind.NOT_FOUND, "command: " + program + " is not there", absent);
    }
    List<Path> others =
        tier == Tier.NAMESPACES
            ? Stream.of(access.executables(), access.readable(), access.writable()).flatMap(List::stream).toList()
            : access.executables();
    found(system.holds(real) || others.stream().anyMatch(real::startsWith), program + " is not in the sandbox; grant it as an executable");
    found(access.hidden().stream().noneMatch(real::startsWith), program + " is not in the sandbox");
    require(Files.isRegularFile(real) && Files.isExecutable(real), "command: " + program + " is not an executable file");
  }

  /** The run's variables, with what every program needs where it is not given; {@code PWD} is where it starts. */
  static Map<String, String> environment(ProcessSpec spec, Path folder, Tier tier) {
    Map<String, String> environment = new TreeMap<>(spec.environment());
    environment.putIfAbsent("PATH", "/usr/bin:/bin");
    environment.putIfAbsent("HOME", folder.toString());
    environment.putIfAbsent("TMPDIR", tier == Tier.NAMESPACES ? "/tmp" : folder.toString());
    environment.putIfAbsent("LANG", "C.UTF-8");
    environment.put("PWD", folder.toString());
    return environment;
  }

  private static void require(boolean holds, String rule) throws CapsuleException {
    if (!holds) {
      throw new CapsuleException(Kind.INVALID, rule);
    }
  }

  private static void found(boolean holds, String what) throws CapsuleException {
    if (!holds) {
      throw new CapsuleException(Kind.NOT_FOUND, "command: " + what);
    }
  }
}
