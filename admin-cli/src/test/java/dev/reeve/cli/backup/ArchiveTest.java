package dev.reeve.cli.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.reeve.cli.progress.Progress;
import dev.reeve.cli.testkernel.TestBackup;
import dev.reeve.cli.testkernel.TestChain;
import dev.reeve.evidence.BackupManifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Archives as they are written, read and unpacked, without a command around. */
@Timeout(60)
class ArchiveTest {

  private static final int CHUNK = 64 << 10;

  @TempDir Path folder;

  private final TestBackup backup = TestBackup.of(TestChain.of(4));

  private Path written() throws Exception {
    Path file = folder.resolve("b.zip");
    try (OutputStream out = Files.newOutputStream(file)) {
      ArchiveWriter writer = new ArchiveWriter(out);
      for (var each : backup.files().entrySet()) {
        writer.file(each.getKey());
        byte[] bytes = each.getValue();
        for (int at = 0; at < bytes.length; at += CHUNK) {
          writer.bytes(ByteString.copyFrom(bytes, at, Math.min(CHUNK, bytes.length - at)));
        }
      }
      BackupManifest manifest = writer.manifest(backup.manifest().text());
      assertThat(writer.files()).isEqualTo(backup.files().size());
      assertThat(writer.bytes()).isEqualTo(BackupVerdict.bytes(manifest));
    }
    return file;
  }

  @Test
  void manyFilesLargeOnesAndEmptyOnesComeBackAsTheyWere() throws Exception {
    Random random = new Random(5);
    byte[] large = new byte[5_000_001];
    random.nextBytes(large);
    backup.with("var/blobs/cd/large", large).with("etc/empty.toml", new byte[0]).with("var/exact", new byte[2 * CHUNK]);
    for (int i = 0; i < 1_000; i++) {
      backup.with("var/blobs/ef/" + i, Integer.toString(i).getBytes(UTF_8));
    }
    try (Archive archive = Archive.open(written())) {
      assertThat(archive.names()).hasSize(backup.files().size() + 1).endsWith(BackupManifest.NAME);
      assertThat(BackupCheck.all(archive, null, Progress.silent())).isEqualTo(new BackupVerdict(backup.manifest(), "its own", ""));
      for (BackupManifest.Entry entry : archive.manifest().files()) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        archive.unpack(entry, bytes, _ -> {});
        assertThat(bytes.toByteArray()).as(entry.path()).isEqualTo(backup.files().get(entry.path()));
      }
    }
  }

  @Test
  void nothingIsUnpackedBeyondWhatTheManifestSays() throws Exception {
    backup.with("var/bomb", new byte[50_000_000]);
    try (Archive archive = Archive.open(written())) {
      BackupManifest.Entry said = new BackupManifest.Entry("var/bomb", 10, "ab".repeat(32));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      assertThatThrownBy(() -> archive.unpack(said, bytes, _ -> {})).isInstanceOf(BrokenBackupException.class).hasMessage("'var/bomb' is longer than it was");
      assertThat(bytes.size()).isZero();
      BackupManifest.Entry absent = new BackupManifest.Entry("var/absent", 10, "ab".repeat(32));
      assertThatThrownBy(() -> archive.unpack(absent, bytes, _ -> {})).hasMessage("'var/absent' is missing");
    }
  }

  @Test
  void whatIsUnpackedReplacesNothing() throws Exception {
    Path there = Files.createDirectories(folder.resolve("out/etc")).resolve("groups.toml");
    Files.writeString(there, "mine");
    try (Archive archive = Archive.open(written())) {
      assertThatThrownBy(() -> Unpacking.of(archive, archive.manifest(), folder.resolve("out"), Progress.silent())).isInstanceOf(IOException.class);
    }
    assertThat(there).hasContent("mine");
  }

  @Test
  void aFileThatWasChangedEndsTheUnpacking() throws Exception {
    Path file = folder.resolve("c.zip");
    var members = new java.util.ArrayList<>(backup.members());
    members.replaceAll(member -> member.name().equals("var/reeve.db") ? new TestBackup.Member(member.name(), new byte[] {1}) : member);
    TestBackup.zip(file, members);
    try (Archive archive = Archive.open(file)) {
      assertThatThrownBy(() -> Unpacking.of(archive, backup.manifest(), folder.resolve("out"), Progress.silent()))
          .isInstanceOf(BrokenBackupException.class)
          .hasMessage("'var/reeve.db' is shorter than it was");
    }
  }

  @Test
  void aManifestThatNeverEndsIsNotReadAsAWhole() throws IOException {
    Path file = folder.resolve("m.zip");
    TestBackup.zip(file, List.of(new TestBackup.Member(BackupManifest.NAME, new byte[(64 << 20) + 1])));
    assertThatThrownBy(
            () -> {
              try (Archive archive = Archive.open(file)) {
                archive.manifest();
              }
            })
        .isInstanceOf(UnreadableBackupException.class)
        .hasMessageContaining("its manifest is longer than 64 MiB");
  }

  @Test
  void markersAreReadAsTheyAreWrittenAndNothingElseIs() throws IOException {
    Placement.Marker marker = new Placement.Marker("before-restore-20261129T133527Z", "c2lnbmF0dXJl");
    assertThat(Placement.Marker.parse(marker.text())).isEqualTo(marker);
    assertThat(marker.text()).contains("no kernel starts on it", "'reeve backup restore' with this home goes on");
    for (String text : List.of("", "kept: ", "kept: ../out\nbackup: x\n", "kept: a/b\nbackup: x\n", "backup: x\n", "kept: " + "x".repeat(65))) {
      assertThatThrownBy(() -> Placement.Marker.parse(text)).as(text).isInstanceOf(IOException.class).hasMessage("its marker cannot be read");
    }
  }
}
