package dev.reeve.bench.durable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@link EchoServer} as a process of its own, with the daemon's flags where they matter. */
final class EchoProcess implements AutoCloseable {

  private final Process process;
  private final Path socket;

  private EchoProcess(Process process, Path socket) {
    this.process = process;
    this.socket = socket;
  }

  /** Starts it and waits until it listens; {@code forcing} is what it appends to and how often. */
  static EchoProcess start(Path socket, String... forcing) throws IOException {
    List<String> command = new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow", "-Dio.netty.jfr.enabled=false", "-cp", System.getProperty("java.class.path"),
            EchoServer.class.getName(), socket.toString()));
    command.addAll(List.of(forcing));
    EchoProcess echo = new EchoProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start(), socket);
    String said = echo.process.inputReader(StandardCharsets.UTF_8).readLine();
    if (!EchoServer.READY.equals(said)) {
      echo.close();
      throw new IOException("the echo server did not start");
    }
    return echo;
  }

  Path socket() {
    return socket;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
