package dev.reeve.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
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
              "OK     audit: the chain is intact: 30 records");
      kernel.spoil(home + "/etc/principals/bob.toml:4:1: enabeld: unknown key");
      Typed typed = type("doctor", "-o", "json");
      assertThat(typed.exit()).isEqualTo(1);
      assertThat(typed.out()).contains("\"level\": \"FAIL\"", "ignored: " + home + "/etc/principals/bob.toml:4:1: enabeld",
          "what holds: the last good version");
    }
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
