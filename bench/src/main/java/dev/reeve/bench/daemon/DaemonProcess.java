package dev.reeve.bench.daemon;

import dev.reeve.kernel.boot.Reeved;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The daemon as a process of its own on one home, with the classpath of this process and the flags of its launcher. Its temporary files,
 * which a kill leaves behind, are in the folder {@code tmp} beside the home.
 */
public final class DaemonProcess implements AutoCloseable {

  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xlog:disable", "-Xlog:all=warning:stderr", "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow", "-Dio.netty.jfr.enabled=false");
  private static final String READY = "reeved: ready";
  private static final long PATIENCE_SECONDS = 120;
  private static final int KEPT_LINES = 40;

  private final Process process;
  private final Path home;
  private final long begun = System.nanoTime();
  private final CompletableFuture<Duration> ready = new CompletableFuture<>();
  private final Deque<String> said = new ArrayDeque<>();
  private final Thread listener;

  private DaemonProcess(Process process, Path home) {
    this.process = process;
    this.home = home;
    this.listener = Thread.ofVirtual().name("daemon-stderr").start(this::listen);
  }

  /** Starts it, with more flags of the JVM after its own, and returns at once. */
  public static DaemonProcess start(Path home, String... flags) throws IOException {
    Path temporary = Files.createDirectories(home.toAbsolutePath().resolveSibling("tmp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(FLAGS);
    command.addAll(List.of(flags));
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Reeved.class.getName(), "--home", home.toString()));
    return new DaemonProcess(new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start(), home);
  }

  private void listen() {
    try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        remember(line);
        if (line.equals(READY)) {
          ready.complete(Duration.ofNanos(System.nanoTime() - begun));
        }
      }
    } catch (IOException e) {
      remember("its standard error cannot be read: " + e.getMessage());
    }
    ready.completeExceptionally(new IOException("the daemon ended before it was ready; it said last:\n" + said()));
  }

  private void remember(String line) {
    synchronized (said) {
      said.addLast(line);
      if (said.size() > KEPT_LINES) {
        said.removeFirst();
      }
    }
  }

  /** The last lines of its standard error. */
  public String said() {
    synchronized (said) {
      return String.join("\n", said);
    }
  }

  /**
   * Waits until it serves.
   *
   * @return how long that took from its start
   * @throws IOException with what it said, when it ends instead or takes longer than two minutes
   */
  public Duration awaitReady() throws IOException, InterruptedException {
    try {
      return ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the daemon is not ready after " + PATIENCE_SECONDS + " s; it said last:\n" + said(), e);
    }
  }

  /** What its process has used of the processors since it began; steps of 10 ms. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  public long pid() {
    return process.pid();
  }

  /** Waits for the daemon to end by itself, at most so long; answers whether it did. */
  public boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time);
  }

  public boolean alive() {
    return process.isAlive();
  }

  public Path socket() {
    return home.resolve("run/kernel.sock");
  }

  /** SIGKILL to this one process; returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    listener.join();
  }

  /** As {@link #kill}, whatever its state. */
  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted while process " + process.pid() + " was ended", e));
    }
  }
}
