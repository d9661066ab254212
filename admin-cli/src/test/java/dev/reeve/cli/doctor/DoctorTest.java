package dev.reeve.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestChain;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.v1.CheckStoreResponse;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

  @TempDir Path home;

  private Typed type(String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).type(words);
  }

  private Path folder(String path, String mode) throws IOException {
    Path folder = Files.createDirectories(home.resolve(path));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    return folder;
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void withoutAKernelTheRestIsLookedAt() throws IOException {
    folder("etc", "rwx------");
    Typed typed = type("doctor");
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.out())
        .contains("FAIL   kernel: no kernel answers at", "to do: start one with 'reeve daemon start'")
        .contains("OK     permissions: ", "OK     java: Java 25", "clock: it is", "MiB are free below " + home);
  }

  @Test
  void filesThatOthersMayChangeAreFoundAndRepairedOnlyWhenAsked() throws IOException {
    Path etc = folder("etc", "rwxr-xr-x");
    Path profile = Files.writeString(folder("etc/principals", "rwx------").resolve("bob.toml"), "");
    Files.setPosixFilePermissions(profile, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(type("doctor").out()).contains("FAIL   permissions: " + etc + " has mode rwxr-xr-x", profile + " has mode rw-rw-rw-");
    assertThat(mode(profile)).isEqualTo("rw-rw-rw-");
    assertThat(type("doctor", "--fix").out()).contains("FIXED  permissions: " + etc, "it has rw-r----- now");
    assertThat(mode(etc)).isEqualTo("rwx------");
    assertThat(mode(profile)).isEqualTo("rw-r-----");
    assertThat(type("doctor").out()).doesNotContain("FAIL   permissions");
  }

  @Test
  void aSymbolicLinkAmongTheProfilesIsFoundAndNotFollowed() throws IOException {
    folder("etc", "rwx------");
    Path other = Files.writeString(home.resolve("other"), "");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-rw-rw-"));
    Path link = Files.createSymbolicLink(folder("etc/principals", "rwx------").resolve("eve.toml"), other);
    assertThat(type("doctor", "--fix").out()).contains("FAIL   permissions: " + link + " is a symbolic link");
    assertThat(mode(other)).isEqualTo("rw-rw-rw-");
  }

  @Test
  void aSocketOfADeadKernelIsRemovedOnlyWhenAskedAndNeverALiveOne() throws IOException {
    Path socket = folder("run", "rwx------").resolve("kernel.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
      type("doctor", "--fix", "--timeout", "500ms");
      assertThat(socket).exists();
    }
    assertThat(type("doctor").out()).contains("WARN   socket: " + socket + " was left by a kernel that is gone");
    assertThat(socket).exists();
    assertThat(type("doctor", "--fix").out()).contains("FIXED  socket: " + socket);
    assertThat(socket).doesNotExist();
  }

  @Test
  void aKernelsOwnProblemsAreTold() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(type("doctor").out())
          .contains("OK     kernel: kernel 9.9.9 answers at " + kernel.socket(), "OK     sandbox: landlock confines runs",
              "OK     audit: the chain is intact: records 1 to 30", "OK     store: the database is sound: schema 7, 1.5MiB")
          .doesNotContain("lockdown");
      kernel.spoil(home + "/etc/principals/bob.toml:4:1: enabeld: unknown key");
      Typed typed = type("doctor", "-o", "json");
      assertThat(typed.exit()).isEqualTo(1);
      assertThat(typed.out()).contains("\"level\": \"FAIL\"", "ignored: " + home + "/etc/principals/bob.toml:4:1: enabeld",
          "what holds: the last good version");
    }
  }

  @Test
  void aDamagedDatabaseAFullDiskAndALockdownAreTold() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      kernel
          .store()
          .say(CheckStoreResponse.newBuilder().addProblems("row 3 missing from index").addDamagedBlobs("ab".repeat(32)).setSchema(7).build());
      kernel.sicken("disk", "only 3 MiB are free");
      type("lockdown", "on", "-y", "--reason", "odd calls");
      Typed typed = type("doctor");
      assertThat(typed.exit()).isEqualTo(1);
      assertThat(typed.out())
          .contains("FAIL   store: the database is damaged: row 3 missing from index", "restore a backup with 'reeve backup restore'")
          .contains("FAIL   store: the stored content " + "ab".repeat(32) + " is no longer what it was", "install the capsule with this digest again")
          .contains("FAIL   component: disk: only 3 MiB are free", "to do: free space where the kernel's home is")
          .contains("WARN   lockdown: one is on since 2027-01-15T08:00:00Z, by default: odd calls", "to do: 'reeve lockdown off' ends it");
      kernel.store().say(CheckStoreResponse.getDefaultInstance());
      assertThat(type("doctor").out()).contains("FAIL   store: the kernel says that its database is not sound");
    }
  }

  @Test
  void withoutAKernelTheChainIsVerifiedByTheKeysPinnedBesideIt() throws IOException {
    TestChain chain = TestChain.of(6);
    chain.write(folder("var/audit", "rwx------"));
    assertThat(type("doctor").out()).contains("WARN   audit: the chain's signatures are not checked", "OK     audit: the chain is intact: records 1 to 6");
    Path pinned = folder("etc/trust", "rwx------").resolve("audit.pub");
    Files.writeString(pinned, chain.pinned().pem());
    assertThat(type("doctor").out()).contains("OK     audit: the chain is intact: records 1 to 6").doesNotContain("WARN   audit");
    Files.writeString(pinned, TestChain.of(1).pinned().pem());
    assertThat(type("doctor").out()).contains("FAIL   audit: the chain is broken: ", "is not pinned");
  }

  @Test
  void aClockThatWasSetBackAndADiskThatIsFullAreFailures() throws IOException {
    Path audit = folder("var/audit", "rwx------");
    Path segment = Files.writeString(audit.resolve("1"), "");
    Instant now = Instant.now();
    Files.setLastModifiedTime(segment, FileTime.from(now.plusSeconds(3600)));
    assertThat(HostChecks.clock(audit, now)).satisfies(f -> {
      assertThat(f.level()).isEqualTo(Finding.Level.FAIL);
      assertThat(f.said()).contains("the clock was set back");
    });
    Files.setLastModifiedTime(segment, FileTime.from(now));
    assertThat(HostChecks.clock(audit, now).level()).isEqualTo(Finding.Level.OK);
    assertThat(HostChecks.disk(home, 10 << 20).level()).isEqualTo(Finding.Level.FAIL);
    assertThat(HostChecks.disk(home, 500 << 20).level()).isEqualTo(Finding.Level.WARN);
    assertThat(HostChecks.disk(home, 5L << 30).level()).isEqualTo(Finding.Level.OK);
    assertThat(HostChecks.java(24).level()).isEqualTo(Finding.Level.FAIL);
  }
}
