package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.capsule.ProcessCommand;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.ProcessOutcome;
import dev.reeve.capsule.ProcessSpec;
import dev.reeve.capsule.RunSink;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.sandbox.Sandbox;
import dev.reeve.kernel.sandbox.SandboxOptions;
import dev.reeve.kernel.sandbox.Tier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run's socket as its program meets it. */
@Timeout(120)
class RunSocketSandboxTest {

  /** Sends a call of files/read, or that of its arguments, path and body, and prints the answer. */
  private static final String CLIENT =
      """
      use IO::Socket::UNIX;
      my $socket = IO::Socket::UNIX->new(Peer => $ENV{REEVE_SOCKET}) or do { print "no socket: $!\\n"; exit 3 };
      my $path = shift // '/reeve.v1.ToolService/Call';
      my $body = shift // '{"name":"files/read","input":"{}"}';
      print $socket "POST $path HTTP/1.1\\r\\nHost: reeve\\r\\nContent-Type: application/json\\r\\nConnection: close\\r\\nContent-Length: " . length($body) . "\\r\\n\\r\\n$body";
      $socket->flush;
      print while <$socket>;
      """;

  @TempDir Path folder;
  private Path work;
  private SmallKernel kernel;
  private RunSocketServer server;
  private Sandbox sandbox;

  /** Output and end of a program. */
  private static final class Heard implements RunSink {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final CompletableFuture<ProcessExit> exit = new CompletableFuture<>();

    @Override
    public synchronized void stdout(byte[] bytes) {
      said.writeBytes(bytes);
    }

    @Override
    public synchronized void stderr(byte[] bytes) {
      said.writeBytes(bytes);
    }

    @Override
    public void ended(ProcessExit ended) {
      exit.complete(ended);
    }

    synchronized String text() {
      return said.toString(StandardCharsets.UTF_8);
    }

    String all() throws Exception {
      exit.get(60, TimeUnit.SECONDS);
      return text();
    }
  }

  @BeforeEach
  void open() throws Exception {
    work = folder.toRealPath().resolve("work");
    kernel = new SmallKernel(folder);
    server = kernel.runSockets(RunSocketBounds.USUAL);
    sandbox = probe(work, Tier.NAMESPACES, null);
    assumeTrue(sandbox.confinement().stream().anyMatch(tier -> tier.usable()), () -> "needs namespaces: " + sandbox.confinement());
    assumeTrue(Files.exists(Path.of("/usr/bin/perl")), "needs perl");
  }

  private Sandbox probe(Path root, Tier tier, SandboxOptions.@Nullable RunUser user) throws IOException {
    return Sandbox.probe(root, List.of(folder.resolve("reeve.db")), SandboxOptions.defaults().withTiers(Set.of(tier)).withRunAs(user));
  }

  @AfterEach
  void close() {
    sandbox.close();
    server.stop(Duration.ZERO);
    kernel.close();
  }

  private Heard start(Sandbox in, Caller run, String... command) throws Exception {
    Heard heard = new Heard();
    ProcessSpec spec =
        new ProcessSpec(
            String.valueOf(run.run()), List.of(command), Map.of("client.pl", CLIENT.getBytes(StandardCharsets.UTF_8)), Map.of(), List.of(),
            List.of(), List.of(), ProcessLimits.none(), false);
    in.start(spec, heard, path -> server.listen(run, path));
    return heard;
  }

  private Heard start(String... command) throws Exception {
    return start(sandbox, kernel.run(), command);
  }

  private List<Path> sockets(Path root) throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.filter(path -> path.getFileName().toString().startsWith(".s")).toList();
    }
  }

  @Test
  void aProgramCallsAToolAsItsRun() throws Exception {
    Caller run = kernel.run();
    Heard heard = start(sandbox, run, "/usr/bin/perl", "client.pl");

    assertThat(heard.all()).startsWith("HTTP/1.1 200").contains("\"output\":\"done\"");
    assertThat(kernel.records("reeve.v1.ToolService/Call"))
        .hasSize(2)
        .allMatch(record -> record.principal().equals("bot") && record.capability().equals("tool:invoke@files/read"))
        .anyMatch(record -> record.toString().contains("run=Text[value=" + run.run()));
  }

  @Test
  void aProgramOfAnotherUserDoesSoToo() throws Exception {
    assumeTrue(new UnixSystem().getUid() == 0, "needs root, to run programs as another user");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    try (Sandbox other = probe(folder.resolve("other"), Tier.NAMESPACES, new SandboxOptions.RunUser(64321, 64322))) {
      assumeTrue(other.confinement().stream().anyMatch(tier -> tier.usable()), () -> "needs namespaces for another user: " + other.confinement());
      Heard heard = start(other, kernel.run(), "/usr/bin/perl", "client.pl");
      assertThat(heard.all()).startsWith("HTTP/1.1 200");
      assertThat(heard.exit.join().confinement()).isEqualTo("namespaces");
    }
  }

  @Test
  void whatIsNotForRunsIsRefusedInside() throws Exception {
    assertThat(start("/usr/bin/perl", "client.pl", "/reeve.v1.KernelService/GetStatus", "{}").all()).startsWith("HTTP/1.1 403");
    assertThat(start("/usr/bin/perl", "client.pl", "/reeve.v1.ToolService/List", "{}").all()).startsWith("HTTP/1.1 200");
  }

  @Test
  void aRunSeesItsOwnSocketAlone() throws Exception {
    Caller other = kernel.run();
    Heard neighbour = start(sandbox, other, "/bin/sleep", "1000");
    Heard heard =
        start("/bin/sh", "-c", "echo $REEVE_SOCKET; find / -xdev -type s; find /dev -type s; ls -a " + work + "; rm -f $REEVE_SOCKET; test -S $REEVE_SOCKET && echo kept");

    String seen = heard.all();
    assertThat(sockets(work)).hasSize(1);
    assertThat(seen.lines().filter(line -> line.startsWith("/dev")).distinct()).containsExactly("/dev/reeve.sock");
    assertThat(seen).contains("kept").doesNotContain(".s1").doesNotContain(".s2");
    sandbox.stop(String.valueOf(other.run()));
    assertThat(neighbour.exit.get(60, TimeUnit.SECONDS).stopped()).isTrue();
  }

  @Test
  void aProcessOfTheHostIsNotAnsweredOnARunsSocket() throws Exception {
    Caller run = kernel.run();
    Heard heard = start(sandbox, run, "/bin/sleep", "1000");
    try (HttpClientOnSocket client = new HttpClientOnSocket(sockets(work).getFirst())) {
      assertThat(client.rest()).isZero();
    }
    sandbox.stop(String.valueOf(run.run()));
    assertThat(heard.exit.get(60, TimeUnit.SECONDS).stopped()).isTrue();
    assertThat(kernel.records("reeve.v1.ToolService/Call")).isEmpty();
  }

  @Test
  void aProgramBesideTheRunIsTheRunToo() throws Exception {
    Caller run = kernel.run();
    Heard heard = start(sandbox, run, "/bin/sleep", "1000");
    Path folderOfRun = work.resolve(String.valueOf(run.run()));
    ProcessOutcome outcome =
        sandbox.run(
            String.valueOf(run.run()),
            new ProcessCommand(List.of("/usr/bin/perl", folderOfRun + "/client.pl"), new byte[0], Duration.ofSeconds(50), 65536));
    assertThat(new String(outcome.stdout(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200");
    sandbox.stop(String.valueOf(run.run()));
    assertThat(heard.exit.get(60, TimeUnit.SECONDS).stopped()).isTrue();
  }

  @Test
  void theSocketEndsWithTheRun() throws Exception {
    Caller run = kernel.run();
    Heard heard =
        start(sandbox, run, "/usr/bin/perl", "-e", "use IO::Socket::UNIX; $|=1; $s = IO::Socket::UNIX->new(Peer => $ENV{REEVE_SOCKET}); print $s ? 'open' : 'none'; sleep 1000");
    Eventually.isTrue("it is connected", () -> heard.text().equals("open"));
    sandbox.stop(String.valueOf(run.run()));
    assertThat(heard.exit.get(60, TimeUnit.SECONDS).stopped()).isTrue();
    assertThat(sockets(work)).isEmpty();
  }

  @Test
  void aProgramThatCannotBeStartedLeavesNoSocket() throws Exception {
    assertThatThrownBy(() -> start("./not-there")).hasMessageContaining("not-there");
    Caller run = kernel.run();
    Heard first = start(sandbox, run, "/bin/sleep", "1000");
    assertThatThrownBy(() -> start(sandbox, run, "/bin/sleep", "1000")).hasMessageContaining("in use");
    assertThat(sockets(work)).hasSize(1);
    sandbox.stop(String.valueOf(run.run()));
    assertThat(first.exit.get(60, TimeUnit.SECONDS).stopped()).isTrue();
    server.stop(Duration.ZERO);
    assertThatThrownBy(() -> start("/bin/true")).hasMessageContaining("the kernel is stopping");
    assertThat(sockets(work)).isEmpty();
    try (Stream<Path> left = Files.list(work)) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly(".reeve-work");
    }
  }

  @Test
  void underLandlockThereIsNone() throws Exception {
    try (Sandbox landlock = probe(folder.resolve("landlock"), Tier.LANDLOCK, null)) {
      assumeTrue(landlock.confinement().stream().anyMatch(tier -> tier.usable()), () -> "needs Landlock: " + landlock.confinement());
      assertThat(start(landlock, kernel.run(), "/bin/sh", "-c", "echo socket=$REEVE_SOCKET").all()).isEqualTo("socket=\n");
    }
  }

  @Test
  void nothingIsLeftOfFiftyRuns() throws Exception {
    assertThat(start("/usr/bin/perl", "client.pl").all()).startsWith("HTTP/1.1 200");
    long before = descriptors();
    for (int i = 0; i < 50; i++) {
      assertThat(start("/usr/bin/perl", "client.pl").all()).startsWith("HTTP/1.1 200");
    }
    assertThat(sockets(work)).isEmpty();
    Eventually.isTrue("no descriptor is left of 50 runs", () -> descriptors() <= before);
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
