package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.ProcessSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A spec being written by a test. */
final class Spec {

  private static final AtomicLong COUNT = new AtomicLong();

  private String id = "run-" + COUNT.incrementAndGet();
  private final List<String> command;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> readable = new ArrayList<>();
  private final List<String> writable = new ArrayList<>();
  private final List<String> executables = new ArrayList<>();
  private ProcessLimits limits = ProcessLimits.none();
  private boolean requireNamespaces;

  private Spec(List<String> command) {
    this.command = command;
  }

  static Spec command(String... command) {
    return new Spec(List.of(command));
  }

  /** A shell script; its arguments are {@code $1} and so on. */
  static Spec script(String script, Object... arguments) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, "script"));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new Spec(command);
  }

  Spec id(String value) {
    id = value;
    return this;
  }

  Spec file(String name, String content) {
    files.put(name, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Spec variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Spec readable(Path path) {
    readable.add(path.toString());
    return this;
  }

  Spec writable(Path path) {
    writable.add(path.toString());
    return this;
  }

  Spec executable(Path path) {
    executables.add(path.toString());
    return this;
  }

  Spec limits(ProcessLimits value) {
    limits = value;
    return this;
  }

  Spec requireNamespaces() {
    requireNamespaces = true;
    return this;
  }

  ProcessSpec build() {
    return new ProcessSpec(id, command, files, environment, readable, writable, executables, limits, requireNamespaces);
  }
}
