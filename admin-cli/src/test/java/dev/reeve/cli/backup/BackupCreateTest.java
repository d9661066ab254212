package dev.reeve.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.testkernel.TestBackup;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.evidence.BackupManifest;
import dev.reeve.evidence.CheckpointKey;
import dev.reeve.v1.BackupFile;
import dev.reeve.v1.BackupResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code reeve backup create} against a kernel whose stream a test may change on its way. */
@NullUnmarked
@Timeout(60)
class BackupCreateTest {

  @TempDir Path home;

  private TestKernel kernel;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    kernel = TestKernel.at(home);
    file = home.resolve("b.zip");
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private Typed type(String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).type(words);
  }

  @Test
  void whatTheKernelSendsIsKeptWithItsManifestLast() throws IOException {
    Typed typed = type("backup", "create", file.toString());
    assertThat(typed.exit()).as(typed.err()).isZero();
    assertThat(typed.out())
        .containsPattern("KERNEL +0199aaaa-0000-7000-8000-00000000000a")
        .containsPattern("HEAD +" + kernel.chain().known())
        .containsPattern("FILES +6");
    assertThat(typed.err()).contains("holds the kernel's private audit key", "reeve backup verify " + file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    assertThat(home.resolve("b.zip.partial")).doesNotExist();
    TestBackup sent = TestBackup.of(kernel.chain());
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> names = Collections.list(zip.entries()).stream().map(ZipEntry::getName).map(String::valueOf).toList();
      assertThat(names).hasSize(7).endsWith(BackupManifest.NAME).containsAll(sent.files().keySet());
      for (String path : sent.files().keySet()) {
        assertThat(zip.getInputStream(zip.getEntry(path)).readAllBytes()).as(path).isEqualTo(sent.files().get(path));
      }
    }
    assertThat(type("backup", "verify", file.toString()).exit()).isZero();
  }

  @Test
  void aBackupReplacesNothingUnlessForced() throws IOException {
    Files.writeString(file, "mine");
    Typed typed = type("backup", "create", file.toString());
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains(file + " is there already");
    assertThat(file).hasContent("mine");
    assertThat(type("backup", "create", file.toString(), "--force").exit()).isZero();
    assertThat(type("backup", "verify", file.toString(), "-q", "-o", "name").out()).isEqualTo("intact\n");
  }

  /** Changes the stream; then the command fails with this and leaves no file. */
  private void changed(Consumer<List<BackupResponse>> change, String said) {
    kernel
        .store()
        .send(
            parts -> {
              List<BackupResponse> others = new ArrayList<>(parts);
              change.accept(others);
              return others;
            });
    Typed typed = type("backup", "create", file.toString());
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.err()).contains("this is no whole backup: ", said, "nothing was kept");
    assertThat(file).doesNotExist();
    assertThat(home.resolve("b.zip.partial")).doesNotExist();
  }

  private static BackupResponse chunk(String text) {
    return BackupResponse.newBuilder().setChunk(ByteString.copyFrom(text, StandardCharsets.UTF_8)).build();
  }

  private static BackupResponse begins(String path) {
    return BackupResponse.newBuilder().setFile(BackupFile.newBuilder().setPath(path)).build();
  }

  @Test
  void aStreamThatIsNotAsItsManifestSaysIsNotKept() {
    changed(List::removeLast, "it ends without its manifest");
    changed(parts -> parts.set(1, chunk("other")), "the file 'etc/groups.toml' did not come as the manifest says");
    changed(parts -> parts.subList(0, 2).clear(), "the file 'etc/groups.toml' did not come");
    changed(parts -> parts.addFirst(begins("etc/more")), "7 files came, the manifest names 6");
    changed(parts -> parts.addFirst(begins("etc/groups.toml")), "the file 'etc/groups.toml' comes twice");
    changed(parts -> parts.addFirst(begins(BackupManifest.NAME)), "comes twice");
    changed(parts -> parts.addFirst(begins("../out")), "'../out' is no file of a backup");
    changed(parts -> parts.addFirst(chunk("x")), "bytes come before their file");
    changed(parts -> parts.add(chunk("x")), "something comes behind its manifest");
    changed(parts -> parts.addFirst(BackupResponse.getDefaultInstance()), "something comes that this version does not know");
    changed(parts -> parts.set(parts.size() - 1, BackupResponse.newBuilder().setManifest("{}").build()), "its manifest cannot be read");
    changed(List::clear, "it ends without its manifest");
  }

  @Test
  void aManifestThatNoneOfItsOwnKeysSignedIsNotKept() throws Exception {
    KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String forged = TestBackup.of(kernel.chain()).manifest().sign(CheckpointKey.of(other.getPrivate(), other.getPublic(), 1)).text();
    changed(parts -> parts.set(parts.size() - 1, BackupResponse.newBuilder().setManifest(forged).build()), "is not as one of the keys inside it signed it");
  }

  @Test
  void withoutAKernelNothingIsLeft() {
    kernel.close();
    Typed typed = type("backup", "create", file.toString());
    assertThat(typed.exit()).isEqualTo(7);
    assertThat(file).doesNotExist();
    assertThat(home.resolve("b.zip.partial")).doesNotExist();
  }

  @Test
  void anInterruptedBackupLeavesNothing() throws Exception {
    kernel.store().stall();
    Interrupts interrupts = new Interrupts();
    CompletableFuture<Typed> typed =
        CompletableFuture.supplyAsync(() -> new Typed.Desk(home, ReeveCommand::execute, interrupts).type("backup", "create", file.toString()));
    assertThat(kernel.store().stalling().tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupts.fire()).isTrue();
    assertThat(typed.get(30, TimeUnit.SECONDS).exit()).isEqualTo(130);
    assertThat(file).doesNotExist();
    assertThat(home.resolve("b.zip.partial")).doesNotExist();
  }

  @Test
  void aBackupMayBeBoundedInTime() {
    kernel.store().stall();
    Typed typed = type("backup", "create", file.toString(), "--timeout", "700ms");
    assertThat(typed.exit()).isEqualTo(9);
    assertThat(typed.err()).contains("give it more time with --timeout");
    assertThat(file).doesNotExist();
    assertThat(home.resolve("b.zip.partial")).doesNotExist();
  }

  @Test
  void aKernelThatGoesAwayInTheMiddleLeavesNothing() throws Exception {
    kernel.store().stall();
    CompletableFuture<Typed> typed = CompletableFuture.supplyAsync(() -> type("backup", "create", file.toString()));
    assertThat(kernel.store().stalling().tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    kernel.close();
    assertThat(typed.get(30, TimeUnit.SECONDS).exit()).isEqualTo(7);
    assertThat(home.resolve("b.zip.partial")).doesNotExist();
  }

  @Test
  void whatWasMadeIsToldInEveryFormat() {
    assertThat(type("backup", "create", file.toString(), "-o", "name", "-q").out()).isEqualTo(file + "\n");
    Typed json = type("backup", "create", file.toString(), "--force", "-o", "jsonl", "-q");
    assertThat(json.err()).isEmpty();
    assertThat(json.out().lines()).hasSize(1);
    assertThat(json.out())
        .startsWith("{\"schemaVersion\":1,\"file\":\"" + file + "\",\"kernel\":\"0199aaaa-0000-7000-8000-00000000000a\",\"version\":\"9.9.9\",\"schema\":\"7\"")
        .contains("\"head\":\"" + kernel.chain().known() + "\",\"files\":6,\"bytes\":\"", "\"keyId\":\"" + kernel.chain().key().keyId());
    assertThat(type("backup", "create", file.toString(), "--force", "-o", "yaml", "-q").out()).startsWith("---\nschemaVersion: 1\nfile: ").contains("\nfiles: 6\n");
  }

  @Test
  void aFileIsNeeded() {
    Typed typed = type("backup", "create");
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("Missing required parameter: 'FILE'");
    assertThat(type("backup", "create", home.resolve("no/b.zip").toString()).err()).contains("there is no folder");
    assertThat(type("backup", "create", home.toString()).err()).contains("no regular file");
    assertThat(kernel.requests()).isEmpty();
  }
}
