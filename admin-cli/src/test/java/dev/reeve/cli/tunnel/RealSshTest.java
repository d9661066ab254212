package dev.reeve.cli.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.TypedInput;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.LocalError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Through the ssh and the sshd of this host, over the loopback interface. */
@NullUnmarked
@Timeout(120)
class RealSshTest {

  @TempDir(factory = ShortFolders.class) Path home;

  private Process server;
  private int port;

  @BeforeEach
  void serve() throws Exception {
    Optional<Path> sshd =
        Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
            .map(folder -> Path.of(folder, "sshd"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeThat(sshd).as("OpenSSH's server").isPresent();
    boolean root = System.getProperty("user.name").equals("root");
    boolean separated = Files.isDirectory(Path.of("/run/sshd")) && Files.readString(Path.of("/etc/passwd")).contains("\nsshd:");
    assumeThat(!root || separated).as("OpenSSH's server, set up to be run by root").isTrue();
    for (String name : List.of("host", "user", "other")) {
      run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home.resolve(name).toString());
    }
    Files.copy(home.resolve("user.pub"), home.resolve("authorized"));
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config =
        Files.writeString(
            home.resolve("sshd_config"),
            "ListenAddress 127.0.0.1:" + port + "\nHostKey " + home + "/host\nAuthorizedKeysFile " + home
                + "/authorized\nStrictModes no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPidFile none\nUsePAM no\n");
    Path log = home.resolve("sshd_log");
    server = new ProcessBuilder(sshd.get().toString(), "-D", "-e", "-f", config.toString()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    while (!Files.readString(log).contains("Server listening")) {
      assertThat(server.isAlive()).as(Files.readString(log)).isTrue();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    client("user");
  }

  /** Has ssh prove that key, to a host whose own it knows. */
  private void client(String key) throws IOException {
    Files.writeString(
        home.resolve("known"), "[127.0.0.1]:" + port + " " + Files.readString(home.resolve("host.pub")));
    Path config = Files.writeString(
        home.resolve("ssh_config"),
        "IdentityFile " + home + "/" + key + "\nIdentitiesOnly yes\nUserKnownHostsFile " + home + "/known\nGlobalKnownHostsFile none\n");
    Path ssh = Files.writeString(home.resolve("ssh"), "#!/bin/sh\nexec ssh -F " + config + " \"$@\"\n");
    Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));
  }

  private static void run(String... words) throws Exception {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @AfterEach
  void end() throws InterruptedException {
    if (server != null) {
      server.destroy();
      assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Typed type(String socket, String... words) throws IOException {
    Path config = Files.writeString(
        home.resolve("config.toml"),
        "config_version = 1\n[contexts.far]\nssh = 'ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + port + socket + "'\n");
    Map<String, String> environment =
        Map.of(
            "PATH", System.getenv("PATH"), "REEVE_SSH", home.resolve("ssh").toString(), "REEVE_CONFIG", config.toString(),
            "REEVE_CONFIG_SYSTEM", home.resolve("no.toml").toString(), "XDG_RUNTIME_DIR", Files.createDirectories(home.resolve("rt")).toString());
    return new Typed.Desk(home, ReeveCommand::execute, new Interrupts())
        .typeWithin("", environment, TypedInput.NONE, Stream.concat(Stream.of("--context", "far"), Stream.of(words)).toArray(String[]::new));
  }

  @Test
  void aKernelIsSpokenToOverARealConnection() throws IOException {
    try (TestKernel kernel = TestKernel.at(home.resolve("k"))) {
      Typed typed = type(kernel.socket().toString(), "agent", "list", "-o", "name");
      assertThat(typed.exit()).as(typed.err()).isZero();
      assertThat(typed.out()).isEqualTo("default\n");
      assertThat(home.resolve("rt")).isEmptyDirectory();
    }
  }

  @Test
  void anAbsentKernelAForeignKeyAndAnUnknownHostAreToldApart() throws IOException {
    Typed absent = type("/nowhere/kernel.sock", "agent", "list");
    assertThat(absent.exit()).isEqualTo(LocalError.UNREACHABLE.exit());
    assertThat(absent.err()).contains("no kernel answers at ssh://", "open failed");
    client("other");
    Typed foreign = type("/nowhere/kernel.sock", "agent", "list");
    assertThat(foreign.exit()).isEqualTo(LocalError.UNREACHABLE.exit());
    assertThat(foreign.err()).contains("ssh does not reach ssh://", "Permission denied");
    client("user");
    Files.writeString(home.resolve("known"), "");
    assertThat(type("/nowhere/kernel.sock", "agent", "list").err()).contains("Host key verification failed");
    assertThat(home.resolve("rt")).isEmptyDirectory();
  }
}
