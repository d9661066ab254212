package dev.reeve.kernel.disk;

import dev.reeve.kernel.boot.Reeved;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The daemon as a process of its own, on a watched disk. */
final class WatchedDaemon implements AutoCloseable {

  private final Process process;
  private final BufferedReader err;

  private WatchedDaemon(Process process) {
    this.process = process;
    this.err = process.errorReader(StandardCharsets.UTF_8);
  }

  /** The command of a Java program with this process's class path and the flags every process of Reeve runs with. */
  static ProcessBuilder java(Class<?> program, String... arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(), "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow", "-Dio.netty.jfr.enabled=false", "-cp", System.getProperty("java.class.path"), program.getName());
    builder.command().addAll(List.of(arguments));
    return builder;
  }

  /** Starts it and waits until it serves. */
  static WatchedDaemon start(Shim shim, Path home, Path log, DiskControl control) throws IOException {
    WatchedDaemon daemon = new WatchedDaemon(shim.log(java(Reeved.class, "--home", home.toString()), home, log, control).start());
    try {
      daemon.await("reeved: ready");
      return daemon;
    } catch (IOException | RuntimeException | Error e) {
      daemon.close();
      throw e;
    }
  }

  private void await(String wanted) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      said.append(line).append('\n');
      if (line.equals(wanted)) {
        return;
      }
    }
    throw new IOException("the daemon ended without '" + wanted + "':\n" + said);
  }

  /** Ends it as an operator does, and waits for that. */
  void stop() throws IOException, InterruptedException {
    process.toHandle().destroy();
    await("reeved: stopped");
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IOException("the daemon does not end");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
