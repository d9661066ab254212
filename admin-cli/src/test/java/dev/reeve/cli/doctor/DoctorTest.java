package dev.reeve.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.config.ConfigFiles;
import dev.reeve.cli.config.Settings;
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
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
        .contains("FAIL     kernel.answer: no kernel answers at", "to do: start one with 'reeve daemon start'")
        .contains("OK       home.permissions: ", "OK       versions: Java 25", "OK       clock: it is", "MiB are free below " + home);
  }

  @Test
  void filesThatOthersMayChangeAreFoundAndRepairedOnlyWhenAsked() throws IOException {
    Path etc = folder("etc", "rwxr-xr-x");
    Path profile = Files.writeString(folder("etc/principals", "rwx------").resolve("bob.toml"), "");
    Files.setPosixFilePermissions(profile, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(type("doctor").out()).contains("FAIL     home.permissions: " + etc + " has mode rwxr-xr-x", profile + " has mode rw-rw-rw-");
    assertThat(mode(profile)).isEqualTo("rw-rw-rw-");
    assertThat(type("doctor", "--fix").out()).contains("FIXED    home.permissions: " + etc, "it has rw-r----- now");
    assertThat(mode(etc)).isEqualTo("rwx------");
    assertThat(mode(profile)).isEqualTo("rw-r-----");
    assertThat(type("doctor").out()).doesNotContain("FAIL     home.permissions");
  }

  @Test
  void aSymbolicLinkAmongTheProfilesIsFoundAndNotFollowed() throws IOException {
    folder("etc", "rwx------");
    Path other = Files.writeString(home.resolve("other"), "");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-rw-rw-"));
    Path link = Files.createSymbolicLink(folder("etc/principals", "rwx------").resolve("eve.toml"), other);
    assertThat(type("doctor", "--fix").out()).contains("FAIL     home.permissions: " + link + " is a symbolic link");
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
    assertThat(type("doctor").out()).contains("WARN     socket.stale: " + socket + " was left by a kernel that is gone");
    assertThat(socket).exists();
    assertThat(type("doctor", "--fix").out()).contains("FIXED    socket.stale: " + socket);
    assertThat(socket).doesNotExist();
  }

  @Test
  void aKernelsOwnProblemsAreTold() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(type("doctor").out())
          .contains("OK       kernel.answer: kernel 9.9.9 answers at " + kernel.socket(), "OK       sandbox.tiers: landlock confines runs",
              "OK       audit.chain: the chain is intact: records 1 to 30", "OK       store.integrity: the database is sound: schema 7, 1.5MiB")
          .contains("OK       kernel.lockdown: none is on");
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
          .contains("FAIL     store.integrity: the database is damaged: row 3 missing from index", "restore a backup with 'reeve backup restore'")
          .contains("FAIL     store.integrity: the stored content " + "ab".repeat(32) + " is no longer what it was", "install the capsule with this digest again")
          .contains("FAIL     kernel.parts: disk: only 3 MiB are free", "to do: free space where the kernel's home is")
          .contains("WARN     kernel.lockdown: one is on since 2027-01-15T08:00:00Z, by default: odd calls", "to do: 'reeve lockdown off' ends it");
      kernel.store().say(CheckStoreResponse.getDefaultInstance());
      assertThat(type("doctor").out()).contains("FAIL     store.integrity: the kernel says that its database is not sound");
    }
  }

  @Test
  void withoutAKernelTheChainIsVerifiedByTheKeysPinnedBesideIt() throws IOException {
    TestChain chain = TestChain.of(6);
    chain.write(folder("var/audit", "rwx------"));
    assertThat(type("doctor").out()).contains("WARN     audit.chain: the chain's signatures are not checked", "OK       audit.chain: the chain is intact: records 1 to 6");
    Path pinned = folder("etc/trust", "rwx------").resolve("audit.pub");
    Files.writeString(pinned, chain.pinned().pem());
    assertThat(type("doctor").out()).contains("OK       audit.chain: the chain is intact: records 1 to 6").doesNotContain("WARN     audit");
    Files.writeString(pinned, TestChain.of(1).pinned().pem());
    assertThat(type("doctor").out()).contains("FAIL     audit.chain: the chain is broken: ", "is not pinned");
  }

  private Settings settings() {
    return new Settings(_ -> null, Map.of(), ConfigFiles.of(Map.of(), home));
  }

  private Examination here() {
    return new Examination(home, "", home.resolve("run/kernel.sock"), settings(), null, null, null);
  }

  private static List<Finding> told(Check check, Consumer<Report> look) {
    Report report = new Report(check, Repairs.TOLD);
    look.accept(report);
    return report.findings();
  }

  private List<Finding> clock(Instant now) {
    return told(Check.CLOCK, report -> ClockLook.look(here(), home.resolve("root"), now, report));
  }

  private static Finding.Level level(Check check, Consumer<Report> look) {
    return told(check, look).getFirst().level();
  }

  @Test
  void aClockThatWasSetBackOrCannotBeIsAFailure() throws IOException {
    Path segment = Files.writeString(folder("var/audit", "rwx------").resolve("1"), "");
    Instant now = Instant.parse("2027-03-01T10:00:00Z");
    Files.setLastModifiedTime(segment, FileTime.from(now.plusSeconds(3600)));
    assertThat(clock(now)).singleElement().satisfies(f -> {
      assertThat(f.level()).isEqualTo(Finding.Level.FAIL);
      assertThat(f.said()).contains("the clock was set back");
    });
    Files.setLastModifiedTime(segment, FileTime.from(now));
    assertThat(clock(now)).singleElement().extracting(Finding::level).isEqualTo(Finding.Level.OK);
    assertThat(clock(Instant.EPOCH)).first().extracting(Finding::said).isEqualTo("it is 1970-01-01T00:00:00Z, which cannot be");
    folder("root/run/systemd/timesync", "rwx------");
    assertThat(clock(now)).last().extracting(Finding::said).asString().contains("has not set it yet");
    Files.writeString(home.resolve("root/run/systemd/timesync/synchronized"), "");
    assertThat(clock(now)).last().extracting(Finding::said).asString().contains("kept by the network");
  }

  @Test
  void aDiskThatIsFullAndAReserveThatWasUsedAreTold() {
    assertThat(level(Check.DISK_FREE, to -> DiskSpace.free(home, 10 << 20, to))).isEqualTo(Finding.Level.FAIL);
    assertThat(level(Check.DISK_FREE, to -> DiskSpace.free(home, 500 << 20, to))).isEqualTo(Finding.Level.WARN);
    assertThat(level(Check.DISK_FREE, to -> DiskSpace.free(home, 5L << 30, to))).isEqualTo(Finding.Level.OK);
    assertThat(level(Check.DISK_FREE, to -> DiskSpace.reserve(16 << 20, to))).isEqualTo(Finding.Level.OK);
    assertThat(level(Check.DISK_FREE, to -> DiskSpace.reserve(3 << 20, to))).isEqualTo(Finding.Level.WARN);
    assertThat(level(Check.VERSIONS, to -> Versions.java(24, to))).isEqualTo(Finding.Level.FAIL);
  }
}
