package dev.reeve.cli.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestBackup;
import dev.reeve.cli.testkernel.TestBackup.Member;
import dev.reeve.cli.testkernel.TestChain;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.evidence.BackupManifest;
import dev.reeve.evidence.CheckpointKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code reeve backup verify} on real archives, each changed in one way. */
@Timeout(60)
class BackupVerifyTest {

  @TempDir Path folder;

  private final TestChain chain = TestChain.of(12);
  private final TestBackup backup = TestBackup.of(chain);

  private Typed type(String... words) {
    return new Typed.Desk(folder.resolve("none"), ReeveCommand::execute).type(words);
  }

  private Path file() {
    return folder.resolve("b.zip");
  }

  private Path key(String name, TestChain of) throws IOException {
    return Files.writeString(folder.resolve(name), of.pinned().pem());
  }

  private void says(int exit, String said) {
    Typed typed = type("backup", "verify", file().toString());
    assertThat(typed.exit()).as(typed.out() + typed.err()).isEqualTo(exit);
    assertThat(typed.out() + typed.err()).contains(said).doesNotContain("Exception");
  }

  private void members(List<Member> members, Consumer<List<Member>> change) throws IOException {
    List<Member> changed = new ArrayList<>(members);
    change.accept(changed);
    TestBackup.zip(file(), changed);
  }

  private static Member named(List<Member> members, String name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void anIntactBackupIsSaidToBeWithEveryFigure() throws IOException {
    backup.zip(file());
    Typed typed = type("backup", "verify", file().toString(), "--key", key("audit.pub", chain).toString());
    assertThat(typed.exit()).isZero();
    assertThat(typed.err()).isEmpty();
    assertThat(typed.out())
        .containsPattern("BACKUP +intact")
        .containsPattern("TIME +2026-11-20T15:00:00Z")
        .containsPattern("HEAD +" + chain.known())
        .containsPattern("FILES +6")
        .containsPattern("SIGNED BY +" + chain.key().keyId());
    Typed own = type("backup", "verify", file().toString(), "-o", "json");
    assertThat(own.out()).contains("\"intact\": true", "\"schema\": \"7\"", "\"files\": 6", "\"keys\": \"its own\"", "\"problem\": \"\"");
    assertThat(own.err()).contains("checked by the keys inside it alone");
  }

  @Test
  void aMadeUpBackupPassesByItsOwnKeysAndFailsByOnesKeptElsewhere() throws IOException {
    TestBackup.of(TestChain.of(12)).zip(file());
    says(0, "checked by the keys inside it alone");
    Typed typed = type("backup", "verify", file().toString(), "--key", key("audit.pub", chain).toString());
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.out()).contains("is not as one of " + folder.resolve("audit.pub") + " signed it");
  }

  @Test
  void keysThatWereNotedLaterVerifyAnOlderBackupAndFormerOnesNoNewer() throws IOException {
    backup.zip(file());
    Path former = key("former.pub", chain);
    chain.grow(2).rotate().grow(2).checkpoint();
    Path later = key("later.pub", chain);
    assertThat(type("backup", "verify", file().toString(), "--key", later.toString()).exit()).isZero();
    TestBackup.of(chain).zip(file());
    assertThat(type("backup", "verify", file().toString(), "--key", later.toString()).exit()).isZero();
    assertThat(type("backup", "verify", file().toString(), "--key", former.toString()).exit()).isEqualTo(1);
  }

  @Test
  void whatIsNoBackupIsUnreadable() throws IOException {
    says(2, "there is no file " + file());
    Files.writeString(file(), "text");
    says(2, "is no archive, or only a part of one");
    Files.write(file(), new byte[0]);
    says(2, "is no archive");
    backup.zip(file());
    byte[] whole = Files.readAllBytes(file());
    for (int length : new int[] {1, whole.length / 2, whole.length - 1}) {
      Files.write(file(), Arrays.copyOf(whole, length));
      says(2, "is no archive, or only a part of one");
    }
    members(backup.members(), List::removeLast);
    says(2, "is no backup: it has no backup.json");
    members(backup.members("{\"format\":\"another\"}"), members -> {});
    says(2, "its manifest is of another format");
    String leading = backup.manifest().text().replace("etc/groups.toml", "../groups.toml");
    members(backup.members(leading), members -> {});
    says(2, "'../groups.toml' is no file of a backup");
    assertThat(type("backup", "verify", file().toString(), "--key", folder.resolve("no.pub").toString()).exit()).isEqualTo(2);
  }

  @Test
  void everyChangedFileIsFound() throws IOException {
    for (String path : backup.files().keySet()) {
      if (path.equals("etc/trust/audit.pub")) {
        continue;
      }
      members(
          backup.members(),
          members -> {
            byte[] bytes = named(members, path).bytes().clone();
            bytes[bytes.length / 2] ^= 1;
            members.replaceAll(member -> member.name().equals(path) ? new Member(path, bytes) : member);
          });
      says(1, "'" + path + "' was changed");
      members(backup.members(), members -> members.removeIf(member -> member.name().equals(path)));
      says(1, "'" + path + "' is missing");
      members(backup.members(), members -> members.replaceAll(m -> m.name().equals(path) ? new Member(path, new byte[400_000]) : m));
      says(1, "'" + path + "' is longer than it was");
      members(backup.members(), members -> members.replaceAll(m -> m.name().equals(path) ? new Member(path, new byte[1]) : m));
      says(1, "'" + path + "' is shorter than it was");
    }
  }

  @Test
  void filesThatDoNotBelongToItAreFound() throws IOException {
    members(backup.members(), members -> members.addFirst(new Member("etc/more.toml", new byte[1])));
    says(1, "'etc/more.toml' is in it, but not in its manifest");
    members(backup.members(), members -> members.addFirst(new Member("../../out", new byte[1])));
    says(1, "'../../out' is in it, but not in its manifest");
    members(backup.members(), members -> members.addFirst(new Member("etc/groups.toml", new byte[1])));
    says(1, "'etc/groups.toml' stands twice in it");
    members(backup.members(), members -> members.addFirst(new Member(BackupManifest.NAME, new byte[1])));
    says(1, "stands twice in it");
    TestBackup.of(chain).with("home/x", new byte[1]).zip(file());
    says(1, "'home/x' is no file of a kernel");
    TestBackup.of(chain).with("etc/groups.toml/x", new byte[1]).zip(file());
    says(1, "is no file of a kernel");
  }

  @Test
  void aManifestThatWasChangedOrSignedByAnotherIsFound() throws IOException {
    members(backup.members(backup.manifest().text().replace("9.9.9", "9.9.8")), members -> {});
    says(1, "is not as one of the keys inside it signed it");
    CheckpointKey other = TestChain.of(1).key();
    members(backup.members(backup.manifest().sign(other).text()), members -> {});
    says(1, "its manifest, signed by key " + other.keyId());
    members(backup.members(), members -> members.replaceAll(m -> m.name().equals("etc/trust/audit.pub") ? new Member(m.name(), "x".getBytes(UTF_8)) : m));
    says(1, "its audit keys cannot be read");
    String others = TestChain.of(1).pinned().pem();
    members(
        backup.members(), members -> members.replaceAll(m -> m.name().equals("etc/trust/audit.pub") ? new Member(m.name(), others.getBytes(UTF_8)) : m));
    says(1, "is not as one of the keys inside it signed it");
  }

  @Test
  void theChainInsideMustEndWithTheManifestsHead() throws IOException {
    TestChain longer = TestChain.of(5);
    var head = longer.known();
    longer.grow(3);
    TestBackup late = TestBackup.of(longer);
    TestBackup.zip(file(), late.members(late.manifest(head).text()));
    says(1, "the audit chain inside ends with record 8, the manifest says with record 5");
    TestBackup.zip(file(), late.members(late.manifest(new dev.reeve.evidence.KnownHead(9, head.hash())).text()));
    says(1, "the audit chain inside is broken: the chain ends at record 8; the known head is record 9");
    byte[] cut = chain.bytes();
    cut[cut.length / 2] ^= 1;
    TestBackup.of(chain).with("var/audit/" + TestChain.segment(), cut).zip(file());
    says(1, "the audit chain inside is broken: ");
    TestBackup none = TestBackup.of(chain);
    none.files().remove("var/audit/" + TestChain.segment());
    none.zip(file());
    says(1, "the audit chain inside cannot be read: ");
  }

  /** Of the bytes between files some carry nothing; none that is changed passes with another content. */
  @Test
  void noByteOfAnArchiveCanBeChangedIntoAnotherBackup() throws IOException {
    TestBackup small = TestBackup.of(chain).with("var/reeve.db", new byte[100]);
    small.zip(file());
    byte[] whole = Files.readAllBytes(file());
    Random random = new Random(11);
    int found = 0;
    for (int i = 0; i < 300; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(), changed);
      Typed typed = type("backup", "verify", file().toString(), "-q");
      assertThat(typed.exit()).as(typed.err()).isIn(0, 1, 2);
      found += typed.exit() == 0 ? 0 : 1;
      if (typed.exit() == 0) {
        try (Archive archive = Archive.open(file())) {
          assertThat(archive.manifest().text()).isEqualTo(small.manifest().text());
        } catch (UnreadableBackupException unreadable) {
          throw new AssertionError(unreadable);
        }
      }
    }
    assertThat(found).isGreaterThan(150);
  }
}
