package dev.reeve.kernel.durability;

import dev.reeve.kernel.boot.Reeved;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The daemon as a process of its own. Closing kills it. */
final class Daemon implements AutoCloseable {

  private final Process process;
  private final BufferedReader err;

  private Daemon(Process process) {
    this.process = process;
    this.err = process.errorReader(StandardCharsets.UTF_8);
  }

  static Daemon start(Path home, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Dio.netty.jfr.enabled=false"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Reeved.class.getName(), "--home", home.toString()));
    return new Daemon(new ProcessBuilder(command).start());
  }

  /** Waits until it serves. */
  Daemon ready() throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      said.append(line).append('\n');
      if (line.equals("reeved: ready")) {
        return this;
      }
    }
    throw new AssertionError("it ended without being ready:\n" + said);
  }

  /** What it says until its end, and with which status that is. */
  Ended ended() throws IOException, InterruptedException {
    StringBuilder said = new StringBuilder();
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      said.append(line).append('\n');
    }
    return new Ended(process.waitFor(), said.toString());
  }

  /** How it ended. */
  record Ended(int status, String said) {}

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
