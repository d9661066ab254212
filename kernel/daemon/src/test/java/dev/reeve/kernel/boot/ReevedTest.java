package dev.reeve.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.edge.Client;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process of its own. */
@Timeout(120)
class ReevedTest {

  @TempDir Path folder;

  private Process reeved() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(), "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow", "-Dio.netty.jfr.enabled=false", "-cp", System.getProperty("java.class.path"), Reeved.class.getName(),
            "--home", folder.toString())
        .start();
  }

  /** Lines up to the one that is asked for. */
  private static void await(BufferedReader err, String wanted) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      said.append(line).append('\n');
      if (line.equals(wanted)) {
        return;
      }
    }
    throw new AssertionError("it ended without '" + wanted + "':\n" + said);
  }

  @Test
  void itServesUntilSigtermThenEndsWithZeroAndRemovesItsSocket() throws Exception {
    Process process = reeved();
    try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      await(err, "reeved: ready");
      try (Client client = new Client(folder.resolve("run/kernel.sock"))) {
        assertThat(HealthGrpc.newBlockingStub(client.plain()).check(HealthCheckRequest.getDefaultInstance()).getStatus())
            .isEqualTo(ServingStatus.SERVING);
      }
      assertThat(Files.readString(folder.resolve("run/kernel.lock"))).isEqualTo(process.pid() + "\n");
      process.toHandle().destroy();
      await(err, "reeved: stopped");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(folder.resolve("run/kernel.sock")).doesNotExist();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void afterASigkillTheNextOneStartsOnWhatIsThere() throws Exception {
    Process first = reeved();
    try (BufferedReader err = first.errorReader(StandardCharsets.UTF_8)) {
      await(err, "reeved: ready");
    } finally {
      first.destroyForcibly().waitFor();
    }
    assertThat(folder.resolve("run/kernel.sock")).exists();
    Process second = reeved();
    try (BufferedReader err = second.errorReader(StandardCharsets.UTF_8)) {
      await(err, "reeved: ready");
      second.toHandle().destroy();
      assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(second.exitValue()).isZero();
    } finally {
      second.destroyForcibly().waitFor();
    }
  }

  private static String said(int expected, String... arguments) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(Reeved.run(List.of(arguments), new PrintStream(bytes, true, StandardCharsets.UTF_8))).isEqualTo(expected);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void wrongArgumentsEndWithTwoAndAWrongHomeWithOne() throws Exception {
    assertThat(said(2)).isEqualTo("usage: reeved --home DIR\n");
    assertThat(said(2, "--home")).isEqualTo("usage: reeved --home DIR\n");
    assertThat(said(2, "--house", folder.toString())).isEqualTo("usage: reeved --home DIR\n");
    Files.createDirectories(folder.resolve("etc"));
    Files.writeString(folder.resolve("etc/kernel.toml"), "config_version = 1\nmode = \"fast\"\nfoo = 1\n");
    assertThat(said(1, "--home", folder.toString()).lines()).hasSize(2).allSatisfy(line -> assertThat(line).startsWith("reeved: " + folder + "/etc/kernel.toml:"));
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(said(1, "--home", file.toString())).startsWith("reeved: cannot make the folder ");
  }
}
