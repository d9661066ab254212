package dev.reeve.kernel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SandboxEscapeTest {

  private static final int CLONE_NEWUSER = 0x10000000;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aServerOnTheLoopbackIsNotReached(Tier tier) throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, tier);
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertThat(Host.control(Escapes.PERL_TCP_CONNECT, server.getLocalPort()).out()).isEqualTo("connected");
      assertThat(host.run(1, Spec.script(Escapes.PERL_TCP_CONNECT, server.getLocalPort())).out()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aNewUserNamespaceIsRefused(Tier tier) throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, tier)) {
      Object[] call = {number(SystemCall.UNSHARE), CLONE_NEWUSER};
      assertThat(Host.control(Escapes.PERL_SYSCALL, call).exit().code()).isZero();
      host.run(Linux.EPERM, Spec.script(Escapes.PERL_SYSCALL, call));
      host.run(0, Spec.script(Escapes.PERL_SYSCALL, number(SystemCall.UNSHARE), 0));
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void tracingIsRefused(Tier tier) throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, tier)) {
      // PTRACE_TRACEME
      Object[] call = {number(SystemCall.PTRACE), 0};
      assertThat(Host.control(Escapes.PERL_SYSCALL, call).exit().code()).isZero();
      host.run(Linux.EPERM, Spec.script(Escapes.PERL_SYSCALL, call));
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void mountingIsRefused(Tier tier) throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, tier)) {
      // Null pointers: the kernel would say EFAULT or EPERM by capability, the filter says EPERM before; clone3 is answered as missing.
      host.run(Linux.EPERM, Spec.script(Escapes.PERL_SYSCALL, number(SystemCall.MOUNT), 0, 0, 0, 0));
      host.run(Linux.EPERM, Spec.script(Escapes.PERL_SYSCALL, number(SystemCall.KEYCTL), 0, -3, 0));
      host.run(Linux.EPERM, Spec.script(Escapes.PERL_SYSCALL, number(SystemCall.BPF), 0, 0, 0));
      host.run(Linux.ENOSYS, Spec.script(Escapes.PERL_SYSCALL, number(SystemCall.CLONE3), 0, 0));
      host.run(Linux.ENOSYS, Spec.script(Escapes.PERL_SYSCALL, 5000));
      int keyring = Host.control(Escapes.PERL_SYSCALL, number(SystemCall.KEYCTL), 0, -3, 0).exit().code();
      assertThat(keyring).isNotEqualTo(Linux.EPERM);
      int clone = Host.control(Escapes.PERL_SYSCALL, number(SystemCall.CLONE3), 0, 0).exit().code();
      assertThat(clone).isNotEqualTo(Linux.ENOSYS);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void thirtyTwoBitCallsEndTheProgramOrAreMissing(Tier tier) throws Exception {
    Escapes.needPerl();
    assumeTrue(Architecture.current().equals(Optional.of(Architecture.X86_64)), "needs x86-64, which alone has x32 numbers");
    try (Host host = Host.of(folder, tier)) {
      host.run(Linux.ENOSYS, Spec.script(Escapes.PERL_SYSCALL, 0x40000000 + number(SystemCall.GETTID)));
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void noCapabilityAndNoNewPrivilegesAreLeft(Tier tier) throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, tier)) {
      // PR_GET_NO_NEW_PRIVS and PR_GET_SECCOMP answer 1 and 2.
      String script = "exec perl -e 'print syscall($ARGV[0], 39, 0, 0, 0, 0), syscall($ARGV[0], 21, 0, 0, 0, 0)' \"$1\"";
      assertThat(Host.control(script, number(SystemCall.PRCTL)).out()).startsWith("0");
      assertThat(host.run(0, Spec.script(script, number(SystemCall.PRCTL))).out()).isEqualTo("12");
      // PR_CAPBSET_DROP needs a capability.
      host.run(Linux.EPERM, Spec.script(Escapes.PERL_SYSCALL, number(SystemCall.PRCTL), 24, 0));
      if (Linux.call(SystemCall.GETUID) == 0) {
        assertThat(Host.control(Escapes.PERL_SYSCALL, number(SystemCall.PRCTL), 24, 0).exit().code()).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aProcessOutsideIsNotSignalled(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Process outside = new ProcessBuilder("/bin/sleep", "60").start();
      try {
        assertThat(Host.control("kill -0 \"$1\"", outside.pid()).exit().code()).isZero();
        host.run(1, Spec.script("kill -9 \"$1\"", outside.pid()));
        host.run(1, Spec.script("kill -9 \"$1\"", ProcessHandle.current().pid()));
        assertThat(outside.isAlive()).isTrue();
      } finally {
        outside.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void namespacesShowOwnProcessesOnly() throws Exception {
    try (Host host = Host.of(folder, Tier.NAMESPACES)) {
      Recorder run = host.run(0, Spec.script("for p in /proc/[0-9]*; do echo ${p#/proc/}; done; cat /proc/1/comm"));
      assertThat(run.out().lines().filter(line -> line.matches("\\d+")).count()).isLessThan(6);
      assertThat(run.out()).endsWith("bwrap\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void settingsOfTheHostsKernelAreNotOpenedForWriting(Tier tier) throws Exception {
    assumeTrue(Linux.call(SystemCall.GETUID) == 0, "needs root, to whom the settings of the host's kernel are writable");
    try (Host host = Host.of(folder, tier)) {
      // Opens and writes nothing.
      String script = "true >> \"$1\" || exit 1";
      for (String file : new String[] {"/proc/sys/kernel/core_pattern", "/proc/sys/vm/overcommit_memory"}) {
        assertThat(Host.control(script, file).exit().code()).isZero();
        host.run(1, Spec.script(script, file));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void noProgramIsLeftThatLendsItsOwnersIdentity(Tier tier) throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, tier)) {
      String made = "exec perl -e 'use Fcntl; umask 0; sysopen(F, \"$ARGV[0]/made\", O_CREAT | O_WRONLY, 04755) or exit 3' \"$1\"";
      String changed = "exec perl -e 'chmod(04755, \"$ARGV[0]/file\") or exit 3' \"$1\"";
      Files.writeString(host.data.resolve("file"), "");
      for (String script : new String[] {made, changed}) {
        host.run(3, Spec.script(script, host.data).writable(host.data));
        assertThat(Host.control(script, host.data).exit().code()).isZero();
      }
    }
  }

  @Test
  void landlockShowsNoProcesses() throws Exception {
    try (Host host = Host.of(folder, Tier.LANDLOCK)) {
      assertThat(Host.control("ls /proc; cat /proc/self/cmdline").out()).contains("self");
      host.run(2, Spec.script("ls /proc"));
      host.run(1, Spec.script("cat /proc/\"$1\"/cmdline", ProcessHandle.current().pid()));
    }
  }

  @Test
  void landlockLeavesFileAttributesAndOtherProcessesAlone() throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, Tier.LANDLOCK)) {
      Path policy = host.kernel.resolve("policy.toml");
      var before = Files.getPosixFilePermissions(policy);
      host.run(1, Spec.script("chmod 777 \"$1\"", policy));
      host.run(1, Spec.script("touch -d 2001-01-01 \"$1\"", policy));
      assertThat(Files.getPosixFilePermissions(policy)).isEqualTo(before);
      assertThat(Host.control("chmod 600 \"$1\"", policy).exit().code()).isZero();
      // prlimit64 of the kernel's own process
      Object[] call = {number(SystemCall.PRLIMIT64), ProcessHandle.current().pid(), 7, 0};
      assertThat(Host.control(Escapes.PERL_SYSCALL, call).exit().code()).isZero();
      host.run(Linux.EPERM, Spec.script(Escapes.PERL_SYSCALL, call));
      // A stream pair works, a datagram pair does not.
      String pair = "exec perl -e 'use Socket; socketpair(my $a, my $b, AF_UNIX, $ARGV[0], 0) or exit($!+0); exit 0' \"$1\"";
      host.run(0, Spec.script(pair, 1));
      host.run(Linux.EACCES, Spec.script(pair, 2));
      assertThat(Host.control(pair, 2).exit().code()).isZero();
    }
  }

  @Test
  void namespacesGiveNoSocketFamilyThatLeavesThem() throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, Tier.NAMESPACES)) {
      // AF_VSOCK
      host.run(Linux.EAFNOSUPPORT, Spec.script(Escapes.PERL_SYSCALL, number(SystemCall.SOCKET), 40, 1, 0));
      host.run(0, Spec.script(Escapes.PERL_SYSCALL, number(SystemCall.SOCKET), 1, 1, 0));
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void theKernelsOwnThreadsStayFree(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      List<Future<Recorder>> runs = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int count = 0; count < 24; count++) {
          runs.add(threads.submit(() -> host.run(0, Spec.script("echo hello"))));
        }
      }
      for (Future<Recorder> run : runs) {
        assertThat(run.get().out()).isEqualTo("hello\n");
      }
      Callable<Boolean> free = SandboxEscapeTest::opensFilesAndSockets;
      try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
          ExecutorService fresh = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
        List<Future<Boolean>> answers = new ArrayList<>();
        for (int count = 0; count < 50; count++) {
          answers.add(virtual.submit(free));
          answers.add(fresh.submit(free));
        }
        for (Future<Boolean> answer : answers) {
          assertThat(answer.get()).isTrue();
        }
      }
      assertThat(restrictedThreads()).isEmpty();
    }
  }

  private static boolean opensFilesAndSockets() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return server.isBound() && Files.readString(Path.of("/proc/self/status")).contains("Name");
    }
  }

  /** Threads of this process under a filter. */
  private static List<String> restrictedThreads() throws IOException {
    List<String> restricted = new ArrayList<>();
    try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        try {
          List<String> status = Files.readAllLines(task.resolve("status"));
          if (status.contains("Seccomp:\t2")) {
            restricted.add(status.getFirst());
          }
        } catch (IOException ended) {
          assertThat(task.resolve("status")).doesNotExist();
        }
      }
    }
    return restricted;
  }

  private static int number(SystemCall call) {
    return call.number(Architecture.current().orElseThrow());
  }
}
