package dev.reeve.cli.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestBackup;
import dev.reeve.cli.testkernel.TestBackup.Member;
import dev.reeve.cli.testkernel.TestChain;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code reeve backup restore} of real archives into real folders. */
@Timeout(60)
class RestoreTest {

  @TempDir Path folder;

  private final TestChain chain = TestChain.of(12);
  private final TestBackup backup = TestBackup.of(chain);

  private Path home() {
    return folder.resolve("home");
  }

  private Path zip() {
    return folder.resolve("b.zip");
  }

  private Typed type(String... words) {
    return new Typed.Desk(home(), ReeveCommand::execute).type(words);
  }

  private Typed restore(String... options) {
    List<String> words = new ArrayList<>(List.of("backup", "restore", zip().toString()));
    words.addAll(List.of(options));
    return type(words.toArray(String[]::new));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /** Everything below a folder: paths with what is in the files. */
  private static List<String> all(Path below) throws IOException {
    if (!Files.exists(below)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(below)) {
      List<String> all = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        all.add(below.relativize(file) + (Files.isRegularFile(file) ? "=" + new String(Files.readAllBytes(file), UTF_8) : ""));
      }
      return all;
    }
  }

  private void requireBackedUp() throws IOException {
    for (String path : backup.files().keySet()) {
      assertThat(home().resolve(path)).as(path).hasBinaryContent(backup.files().get(path));
    }
  }

  /** A home in which a kernel has been. */
  private TestChain used(TestChain with) throws IOException {
    with.write(home().resolve("var/audit"));
    Files.createDirectories(home().resolve("etc/principals"));
    Files.writeString(home().resolve("etc/groups.toml"), "old");
    Files.createDirectories(home().resolve("run"));
    Files.writeString(home().resolve("run/kernel.lock"), "4711\n");
    return with;
  }

  private Path kept(String name) throws IOException {
    try (Stream<Path> found = Files.list(home().resolve("var"))) {
      return found.filter(path -> path.getFileName().toString().matches(name + "\\.before-restore-\\d{8}T\\d{6}Z")).findFirst().orElseThrow();
    }
  }

  @Test
  void aNewHomeIsMadePrivateWithTheModesOfAKernel() throws IOException {
    backup.zip(zip());
    Typed typed = restore();
    assertThat(typed.exit()).as(typed.err()).isZero();
    requireBackedUp();
    assertThat(typed.out()).containsPattern("HOME +" + home()).containsPattern("HEAD +" + chain.known()).containsPattern("KEPT +-");
    assertThat(typed.err()).contains("the chain ends with record 12 now");
    for (String each : List.of("", "etc", "etc/trust", "var", "var/audit", "var/keys", "var/blobs", "var/blobs/ab")) {
      assertThat(mode(home().resolve(each))).as(each).isEqualTo("rwx------");
    }
    assertThat(mode(home().resolve("etc/groups.toml"))).isEqualTo("rw-r-----");
    assertThat(mode(home().resolve("var/keys/audit.key"))).isEqualTo("rw-------");
    assertThat(mode(home().resolve("var/reeve.db"))).isEqualTo("rw-------");
    assertThat(mode(home().resolve(TestBackup.BLOB))).isEqualTo("r--------");
    assertThat(home().toFile().list()).containsExactlyInAnyOrder("etc", "var");
  }

  @Test
  void aHomeInUseNeedsForceAndIsKeptWhole() throws IOException {
    TestChain old = used(chain);
    backup.zip(zip());
    old.grow(3);
    old.write(home().resolve("var/audit"));
    Files.createDirectories(home().resolve("var/homes/bob"));
    List<String> etc = all(home().resolve("etc"));
    List<String> var = all(home().resolve("var"));
    Typed refused = restore();
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains(home() + " is a kernel's home already", "--force");
    assertThat(all(home().resolve("etc"))).isEqualTo(etc);
    Typed typed = restore("--force", "-y");
    assertThat(typed.exit()).as(typed.err()).isZero();
    assertThat(all(kept("etc"))).isEqualTo(etc);
    assertThat(all(kept("var"))).isEqualTo(var);
    assertThat(typed.out()).containsPattern("NEWER RECORDS +3").containsPattern("KEPT +" + kept("var"));
    assertThat(typed.err())
        .contains("3 records of the audit chain that was there are newer than the backup; they are kept in " + kept("var").resolve("audit"))
        .contains("files that agents keep are in no backup; those that were there are in " + kept("var").resolve("homes"));
    requireBackedUp();
    assertThat(home().toFile().list()).containsExactlyInAnyOrder("etc", "var");
    Typed json = restore("--force", "-y", "-o", "json");
    assertThat(json.out()).contains("\"newerRecords\": \"0\"", "\"head\": \"" + chainOfBackup() + "\"");
  }

  private String chainOfBackup() throws IOException {
    try (Archive archive = Archive.open(zip())) {
      return archive.manifest().head().toString();
    } catch (UnreadableBackupException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  @Test
  void whatBecomesOfAnotherOrABrokenChainIsSaid() throws IOException {
    backup.zip(zip());
    used(TestChain.of(20));
    assertThat(restore("--force", "-y").err()).contains("the audit chain that was there is another one, up to record 20; they are kept in ");
    Path segment = home().resolve("var/audit").resolve(TestChain.segment());
    Files.writeString(segment, Files.readString(segment).replace("\"agent-5\"", "\"agent-9\""));
    assertThat(restore("--force", "-y").err()).contains("is another one, up to record 4; it is broken behind record 4: ");
  }

  @Test
  void aKernelThatHoldsTheHomeIsNotRestoredUnder() throws Exception {
    used(TestChain.of(3));
    backup.zip(zip());
    Path lock = home().resolve("run/kernel.lock");
    try (FileChannel held = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      assertThat(held.tryLock()).isNotNull();
      List<String> before = all(home());
      Typed typed = restore("--force", "-y");
      assertThat(typed.exit()).isEqualTo(1);
      assertThat(typed.err()).contains("a kernel runs on " + home() + " (process 4711)", "reeve daemon stop");
      assertThat(all(home())).isEqualTo(before);
    }
    assertThat(restore("--force", "-y").exit()).isZero();
  }

  @Test
  void aBadArchiveChangesNothingInAHome() throws IOException {
    used(TestChain.of(3));
    List<String> before = all(home());
    for (String way : List.of("no file", "no zip", "cut", "changed", "missing", "extra", "doubled", "leads out", "other key", "other manifest")) {
      Files.deleteIfExists(zip());
      List<Member> members = new ArrayList<>(backup.members());
      switch (way) {
        case "no file" -> {}
        case "no zip" -> Files.writeString(zip(), "text");
        case "cut" -> Files.write(zip(), java.util.Arrays.copyOf(Files.readAllBytes(backup.zip(zip())), 900));
        case "changed" -> members.set(0, new Member(members.getFirst().name(), "[groupz]\n".getBytes(UTF_8)));
        case "missing" -> members.removeFirst();
        case "extra" -> members.addFirst(new Member("etc/extra", new byte[1]));
        case "doubled" -> members.addFirst(members.getFirst());
        case "leads out" -> members.addFirst(new Member("../../escaped", new byte[1]));
        case "other key" -> members = backup.members(backup.manifest().sign(TestChain.of(1).key()).text());
        default -> members = backup.members("{}");
      }
      if (!List.of("no file", "no zip", "cut").contains(way)) {
        TestBackup.zip(zip(), members);
      }
      Typed typed = restore("--force", "-y");
      assertThat(typed.exit()).as(way).isIn(1, 2);
      assertThat(typed.err()).as(way).startsWith("reeve: ").contains("remedy: ").doesNotContain("Exception");
      assertThat(all(home())).as(way).isEqualTo(before);
    }
    assertThat(folder.resolve("escaped")).doesNotExist();
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("home", "b.zip");
  }

  @Test
  void aBadArchiveMakesNoHome() throws IOException {
    TestBackup.zip(zip(), backup.members("{}"));
    assertThat(restore().exit()).isEqualTo(2);
    assertThat(home()).doesNotExist();
    backup.zip(zip());
    Path other = Files.writeString(folder.resolve("other.pub"), TestChain.of(1).pinned().pem());
    Typed typed = restore("--key", other.toString());
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.err()).contains("the backup is broken: ", "signed it; nothing is restored");
    assertThat(home()).doesNotExist();
    assertThat(type("backup", "restore").err()).contains("the backup is missing: no restore of " + home() + " was cut short");
    Path own = Files.writeString(folder.resolve("own.pub"), chain.pinned().pem());
    assertThat(restore("--key", own.toString()).exit()).isZero();
  }

  @Test
  void aHomeThatIsNoFolderOrHasTooLongAPathIsRefused() throws IOException {
    backup.zip(zip());
    Files.writeString(home(), "file");
    assertThat(restore().err()).contains(home() + " is no folder");
    assertThat(home()).hasContent("file");
    Typed typed = type("backup", "restore", zip().toString(), "--home", folder.resolve("x".repeat(120)).toString());
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("a Unix socket takes at most 107");
  }

  @Test
  void whatAnotherRestoreLeftUnpackedGoes() throws IOException {
    used(TestChain.of(3));
    Files.createDirectories(home().resolve("run/restore/etc/stale"));
    Files.createDirectories(home().resolve("restoring/restore/var/stale"));
    assertThat(type("doctor").out()).contains("WARN     home.restore: a restore left " + home().resolve("restoring"));
    backup.zip(zip());
    assertThat(restore("--force", "-y").exit()).isZero();
    requireBackedUp();
    assertThat(home().resolve("etc/stale")).doesNotExist();
    assertThat(home().toFile().list()).containsExactlyInAnyOrder("etc", "var");
  }
}
