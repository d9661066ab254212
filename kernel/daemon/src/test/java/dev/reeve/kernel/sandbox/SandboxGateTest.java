package dev.reeve.kernel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reeve.kernel.Eventually;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a child holds on its way to its program, and what becomes of it when the kernel is killed then. */
class SandboxGateTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aChildAtItsGateHoldsItsOwnDescriptorsOnly(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier);
        Listening listening = new Listening(folder.resolve("listening"));
        HeldStart held = new HeldStart(host.work, folder.resolve("group"), tier, null)) {
      CompletableFuture<Child> started = new CompletableFuture<>();
      Thread.ofPlatform().daemon().start(() -> complete(started, held));
      long child = childAtGate(ProcessHandle.current());
      try {
        assertThat(descriptors(child))
            .containsOnlyKeys(tier == Tier.NAMESPACES ? List.of("0", "1", "2", "3", "4", "5") : List.of("0", "1", "2"))
            .doesNotContainValue(listening.name());
      } finally {
        assertThat(held.letThrough()).isEqualTo(child);
      }
      Child through = started.get(60, TimeUnit.SECONDS);
      assertThat(through.pid()).isEqualTo(child);
      through.exit().get(60, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aProgramLetThroughItsGateRunsInItsFolder(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = host.run(5, Spec.command("./own").id("own").file("own", "#!/bin/sh\npwd\nexit 5\n"));
      assertThat(run.out()).isEqualTo(host.work.resolve("own") + "\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void noProgramHoldsAListeningSocketOfTheKernel(Tier tier) throws Exception {
    try (Listening listening = new Listening(folder.resolve("listening"));
        Host host = Host.of(folder, tier)) {
      List<Long> before = ProcessHandle.current().descendants().map(ProcessHandle::pid).toList();
      Recorder run = host.start(Spec.script("echo started; read end").id("run"));
      run.awaitOut(out -> out.equals("started\n"));
      List<Long> tree = ProcessHandle.current().descendants().map(ProcessHandle::pid).filter(pid -> !before.contains(pid)).toList();
      assertThat(tree).hasSizeGreaterThan(tier == Tier.NAMESPACES ? 1 : 0);
      for (long pid : tree) {
        assertThat(descriptors(pid)).containsKey("0").doesNotContainValue(listening.name());
      }
      host.sandbox.closeInput("run");
      run.exit();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void whatAKilledKernelLeftAtAGateKeepsNoSocketAndEndsWithTheNextStart(Tier tier) throws Exception {
    Host.of(folder, tier).close();
    orphanIsEnded(tier, SandboxOptions.defaults().withTiers(Set.of()));
  }

  @Test
  void whatWasLeftAsAnotherUserIsEndedToo() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    Host.of(folder, Tier.LANDLOCK, 64321, 64322).close();
    SandboxOptions.RunUser user = new SandboxOptions.RunUser(64321, 64322);
    orphanIsEnded(Tier.LANDLOCK, SandboxOptions.defaults().withTiers(Set.of()).withRunAs(user), "64321", "64322");
  }

  private void orphanIsEnded(Tier tier, SandboxOptions options, String... user) throws Exception {
    Path work = folder.resolve("work");
    Path socket = folder.resolve("socket");
    long orphan = orphan(socket, work, tier, user);
    try {
      assertThatThrownBy(() -> SocketChannel.open(UnixDomainSocketAddress.of(socket)).close()).isInstanceOf(ConnectException.class);
      try (Stream<Path> entries = Files.list(work)) {
        assertThat(entries.map(path -> path.getFileName().toString())).contains("held").anyMatch(name -> name.startsWith(".gate-"));
      }
      Sandbox.probe(folder.resolve("another"), List.of(), options).close();
      assertThat(lives(orphan)).as("another home's start").isTrue();
      Sandbox.probe(work, List.of(), options).close();
      Eventually.isTrue("the orphan's end", () -> !lives(orphan));
      try (Stream<Path> entries = Files.list(work)) {
        assertThat(entries.map(path -> path.getFileName().toString())).containsExactly(".reeve-work");
      }
    } finally {
      ProcessHandle.of(orphan).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /** A child at its gate, whose kernel was killed. */
  private long orphan(Path socket, Path work, Tier tier, String... user) throws Exception {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), HeldStart.class.getName()));
    command.addAll(List.of(socket.toString(), work.toString(), folder.resolve("group").toString(), tier.name()));
    command.addAll(List.of(user));
    Process kernel = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      long child = childAtGate(kernel.toHandle());
      SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
      return child;
    } finally {
      kernel.destroyForcibly().waitFor();
    }
  }

  @Test
  void nothingElseIsEnded() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "needs setsid");
    Path work = folder.resolve("work");
    SandboxOptions options = SandboxOptions.defaults().withTiers(Set.of());
    Sandbox.probe(work, List.of(), options).close();
    Path spawn = waiting("reeve-spawn");
    Path longer = waiting("reeve-spawner");
    List<Long> all = new ArrayList<>();
    Linux.makeFifo(folder.resolve("end"));
    try (RandomAccessFile end = new RandomAccessFile(folder.resolve("end").toFile(), "rw")) {
      assertThat(end.getFD().valid()).isTrue();
      long likeAnOrphan = stranger(all, work, "setsid", spawn);
      long ofAnotherName = stranger(all, work, "setsid", longer);
      long elsewhere = stranger(all, folder, "setsid", spawn);
      long inASession = stranger(all, work, "", spawn);
      Process own = new ProcessBuilder("/usr/bin/setsid", spawn.toString()).directory(work.toFile()).start();
      all.add(own.pid());
      assertThat(own.inputReader().readLine()).isEqualTo(Long.toString(own.pid()));
      assertThat(all).hasSize(5).allMatch(SandboxGateTest::lives);
      Sandbox.probe(work, List.of(), options).close();
      Eventually.isTrue("the end of what cannot be told from an orphan", () -> !lives(likeAnOrphan));
      assertThat(List.of(ofAnotherName, elsewhere, inASession, own.pid())).allMatch(SandboxGateTest::lives);
    }
    Eventually.isTrue("the end of all", () -> all.stream().noneMatch(SandboxGateTest::lives));
  }

  /** A program of that name that says its number and waits until the pipe {@code end} is closed. */
  private Path waiting(String name) throws IOException {
    Path program = Files.writeString(folder.resolve(name), "#!/bin/sh\nexec 4<" + folder.resolve("end") + "\necho $$\nread end <&4\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  /** Starts a program that is nobody's child here, by a shell that stays until it is read and then goes away; its number. */
  private static long stranger(List<Long> all, Path folder, String by, Path program) throws Exception {
    Process shell = new ProcessBuilder("/bin/sh", "-c", by + " \"$0\" & read end", program.toString()).directory(folder.toFile()).start();
    long pid = Long.parseLong(shell.inputReader().readLine());
    all.add(pid);
    shell.getOutputStream().close();
    shell.waitFor();
    assertThat(ProcessStat.of(pid)).hasValueSatisfying(stat -> assertThat(stat.name()).isEqualTo(program.getFileName().toString()));
    return pid;
  }

  /** A listening socket as the kernel's edge has it. */
  private static final class Listening implements AutoCloseable {

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EpollServerDomainSocketChannel channel;

    Listening(Path socket) {
      channel =
          (EpollServerDomainSocketChannel)
              new ServerBootstrap()
                  .group(loop)
                  .channel(EpollServerDomainSocketChannel.class)
                  .childHandler(
                      new ChannelInitializer<EpollDomainSocketChannel>() {
                        @Override
                        protected void initChannel(EpollDomainSocketChannel accepted) {
                          var _ = accepted.close();
                        }
                      })
                  .bind(new DomainSocketAddress(socket.toFile()))
                  .syncUninterruptibly()
                  .channel();
    }

    /** As {@code /proc} spells it. */
    String name() throws IOException {
      String name = Files.readSymbolicLink(Path.of("/proc/self/fd/" + channel.fd().intValue())).toString();
      assertThat(name).startsWith("socket:");
      return name;
    }

    @Override
    public void close() {
      channel.close().syncUninterruptibly();
      loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }
  }

  private static void complete(CompletableFuture<Child> started, HeldStart held) {
    try {
      started.complete(held.start());
    } catch (Exception failure) {
      started.completeExceptionally(failure);
    }
  }

  /** Waits until a child of that process sleeps before it has executed its program: at its gate. */
  private static long childAtGate(ProcessHandle parent) throws Exception {
    List<Long> found = new ArrayList<>();
    Eventually.isTrue(
        "a child at its gate",
        () -> {
          assertThat(parent.isAlive()).isTrue();
          parent.children().map(ProcessHandle::pid).filter(SandboxGateTest::atGate).forEach(found::add);
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  private static boolean atGate(long pid) {
    return ProcessStat.of(pid).filter(stat -> stat.name().equals("reeve-spawn") && stat.state() == 'S').isPresent();
  }

  private static boolean lives(long pid) {
    return ProcessStat.of(pid).filter(stat -> stat.state() != 'Z' && stat.state() != 'X').isPresent();
  }

  /** What each open descriptor of a process is, by number. */
  private static Map<String, String> descriptors(long pid) throws IOException {
    Map<String, String> found = new HashMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path entry : entries) {
        found.put(entry.getFileName().toString(), Files.readSymbolicLink(entry).toString());
      }
    }
    return found;
  }
}
