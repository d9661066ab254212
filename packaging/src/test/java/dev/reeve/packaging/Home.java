package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A kernel's home in a test, and {@code reeve} as a user types it: a process of its own against the real daemon. Closing stops the kernel. */
final class Home implements AutoCloseable {

  static final Path DIST = Path.of(Objects.requireNonNull(System.getProperty("reeve.dist"), "the build sets reeve.dist"));

  final Path folder;

  Home(Path folder) {
    this.folder = folder;
  }

  /** Starts the kernel and waits until it is ready. */
  Home started() throws IOException, InterruptedException {
    assertThat(reeve("daemon", "start")).as("daemon start").satisfies(answer -> assertThat(answer.code()).as(answer.toString()).isZero());
    return this;
  }

  /** With these capsules of the distribution. */
  Home with(String... capsules) throws IOException, InterruptedException {
    for (String name : capsules) {
      approved(name);
    }
    return this;
  }

  /** Installs a capsule of the distribution, with the operator's own answer where it is asked. */
  void approved(String name) throws IOException, InterruptedException {
    String file = capsule(name).toString();
    boolean asks = !List.of("hello", "runtime-builtin").contains(name);
    Finished answer =
        asks ? reeve("--with-key", key(), "capsule", "install", file, "--approve", "-y") : reeve("capsule", "install", file);
    assertThat(answer.code()).as(answer.toString()).isZero();
  }

  /** The operator's key, made and registered when it is first needed. */
  String key() throws IOException, InterruptedException {
    Path file = folder.resolveSibling(folder.getFileName() + ".key");
    if (!Files.exists(file)) {
      Finished made = reeve("key", "generate", file.toString());
      assertThat(made.code()).as(made.toString()).isZero();
      Finished known = reeve("key", "add", "default", "--key", file + ".pub", "--full", "--unsafe-admin");
      assertThat(known.code()).as(known.toString()).isZero();
    }
    return file.toString();
  }

  static Path capsule(String name) {
    return DIST.resolve("capsules/" + name + "-0.1.0.capsule.jar");
  }

  /** Runs {@code reeve} on this home and waits until it ends. */
  Finished reeve(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(DIST.resolve("bin/reeve").toString(), "--home", folder.toString()));
    command.addAll(List.of(words));
    return Finished.run(outside(), environment(), command);
  }

  /** Runs {@code reeved} in the foreground until it ends by itself. */
  Finished reeved() throws IOException, InterruptedException {
    return Finished.run(outside(), environment(), List.of(DIST.resolve("bin/reeved").toString(), "--home", folder.toString()));
  }

  private Path outside() {
    return Objects.requireNonNull(folder.getParent(), "a home lies in a test's folder");
  }

  private Map<String, String> environment() {
    return Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "HOME", outside().toString(), "LANG", "C.UTF-8");
  }

  /** The kernel's process, as its lock says. */
  ProcessHandle kernel() throws IOException {
    return ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("run/kernel.lock")).strip())).orElseThrow();
  }

  /** Everything below a folder of this home. */
  List<Path> files(String below) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(below))) {
      return files.toList();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      reeve("daemon", "stop");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (Files.exists(folder.resolve("run/kernel.lock"))) {
      String pid = Files.readString(folder.resolve("run/kernel.lock")).strip();
      ProcessHandle.of(Long.parseLong(pid)).filter(process -> process.info().commandLine().orElse("").contains(folder.toString())).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
