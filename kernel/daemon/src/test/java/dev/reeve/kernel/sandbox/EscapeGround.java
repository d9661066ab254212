package dev.reeve.kernel.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What escapes aim at, all of it real and open to everybody: files beside the sandbox, a process, sockets that listen. Runs have the user
 * that a kernel of this user would give them, and outside the same user tries the same.
 */
final class EscapeGround implements AutoCloseable {

  private static final String PRELUDE =
      """
      sys() { perl -e 'exit(syscall(shift(@ARGV) + 0, map { /^-?\\d+$/ ? $_ + 0 : $_ } @ARGV) == -1 ? $! + 0 : 0)' "$@"; }
      passed() { sys "$@"; case $? in 1|2|13|38|97) ;; *) echo REACHED ;; esac; }
      """;

  final Host host;
  private final Map<String, String> targets = new TreeMap<>();
  private final List<Closeable> open = new ArrayList<>();
  private final SandboxOptions.@Nullable RunUser user = SandboxOptions.RunUser.chosen(null, null);
  private int count;

  EscapeGround(Path folder, Tier tier) throws Exception {
    passable(folder);
    host = user == null ? Host.of(folder, tier) : Host.of(folder, tier, user.uid(), user.gid());
    open.add(host::close);
    passable(host.kernel);
    passable(host.data);
    Path out = Files.createDirectory(host.folder.resolve("out"));
    Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path common = Files.writeString(host.folder.resolve("common"), "common");
    Path owned = Files.writeString(out.resolve("owned"), "owned");
    Files.writeString(out.resolve("removable"), "x");
    Path program = Files.writeString(out.resolve("program"), "#!/bin/sh\necho REACHED\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    give(out.resolve("removable"));
    give(owned);
    targets.put("KERNEL", host.kernel.toString());
    targets.put("SECRET", host.kernel.resolve("policy.toml").toString());
    targets.put("OUT", out.toString());
    targets.put("OWNED", owned.toString());
    targets.put("COMMON", common.toString());
    targets.put("OTHER", host.work.resolve("other").toString());
    targets.put("PID_SPACE", Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString());
    targets.put("KEY", "REEVE_KERNELS_OWN");
    targets.put("GROUPS_OUTSIDE", groups());
    targets.put("SYS_SENDTO", Architecture.current().equals(Optional.of(Architecture.AARCH64)) ? "206" : "44");
    for (SystemCall call : SystemCall.values()) {
      targets.put("SYS_" + call.name(), Integer.toString(call.number(Architecture.current().orElseThrow())));
    }
    sockets(out);
    victim();
    Recorder other = host.start(Spec.script("echo ready; read line").id("other").file("secret", "secret"));
    other.awaitOut(said -> said.equals("ready\n"));
  }

  private static void passable(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void give(Path file) throws IOException {
    if (user != null) {
      WorkFolder.giveOne(file, user);
    }
  }

  private static String groups() throws IOException {
    return GroupMount.parse(Files.readString(Path.of("/proc/self/mountinfo")), Files.readString(Path.of("/proc/self/cgroup"))).stream()
        .map(mount -> mount.own().toString())
        .collect(Collectors.joining(" "));
  }

  private void sockets(Path out) throws IOException {
    ServerSocket tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    open.add(tcp);
    targets.put("TCP", Integer.toString(tcp.getLocalPort()));
    DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    open.add(udp);
    Thread.ofVirtual().start(() -> answer(udp));
    targets.put("UDP", Integer.toString(udp.getLocalPort()));
    ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    open.add(unix);
    Path socket = out.resolve("socket");
    unix.bind(UnixDomainSocketAddress.of(socket));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
    targets.put("SOCKET", socket.toString());
    // The JDK knows neither abstract names nor datagrams of this family.
    targets.put("ABSTRACT", "reeve-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    targets.put("DATAGRAM", out.resolve("datagram").toString());
    String listen =
        """
        exec perl -e 'use Socket; socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die; bind($s, pack("Sx", AF_UNIX) . $ARGV[0]) or die; listen($s, 50);
          socket(my $d, AF_UNIX, SOCK_DGRAM, 0) or die; bind($d, sockaddr_un($ARGV[1])) or die; chmod 0777, $ARGV[1];
          $| = 1; print "ready\\n"; <STDIN>' "$1" "$2"
        """;
    Process listening = new ProcessBuilder("/bin/sh", "-c", listen, "listen", targets.get("ABSTRACT"), targets.get("DATAGRAM")).start();
    open.add(listening::destroyForcibly);
    if (!"ready".equals(listening.inputReader().readLine())) {
      throw new IOException("the sockets do not listen: " + new String(listening.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static void answer(DatagramSocket udp) {
    DatagramPacket packet = new DatagramPacket(new byte[16], 16);
    try {
      while (true) {
        udp.receive(packet);
        udp.send(packet);
      }
    } catch (IOException closed) {
      udp.close();
    }
  }

  private void victim() throws IOException {
    ProcessBuilder victim = new ProcessBuilder(asUser(List.of("/bin/sleep", "1000"))).directory(host.kernel.toFile());
    victim.environment().put("VICTIM_TOKEN", "x");
    Process process = victim.start();
    open.add(process::destroyForcibly);
    targets.put("VICTIM", Long.toString(process.pid()));
  }

  private List<String> asUser(List<String> command) {
    List<String> as = new ArrayList<>();
    if (user != null) {
      as.addAll(List.of("/usr/bin/setpriv", "--reuid", "" + user.uid(), "--regid", "" + user.gid(), "--clear-groups", "--"));
    }
    as.addAll(command);
    return as;
  }

  /** What the attempt says in the sandbox. */
  Recorder inside(EscapeAttempt attempt) throws Exception {
    Spec spec = Spec.script(PRELUDE + attempt.script()).limits(attempt.limits());
    targets.forEach(spec::variable);
    Recorder run = host.start(spec);
    run.exit();
    return run;
  }

  /** What the same attempt says where nothing confines it: in a folder like a run's, beside the others. */
  String outside(EscapeAttempt attempt) throws Exception {
    Path folder = Files.createDirectory(host.work.resolve("control-" + count++));
    give(folder);
    try {
      List<String> script = List.of("/bin/sh", "-c", PRELUDE + attempt.outside() + attempt.script());
      ProcessBuilder control = new ProcessBuilder(attempt.by() == EscapeAttempt.By.ROOT ? script : asUser(script)).directory(folder.toFile());
      control.environment().putAll(targets);
      control.redirectErrorStream(true);
      Process process = control.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return said;
    } finally {
      FolderRemoval.of(folder);
    }
  }

  @Override
  public void close() throws IOException {
    for (Closeable one : open.reversed()) {
      one.close();
    }
  }
}
