package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.capsule.InstalledCapsule.State;
import dev.reeve.kernel.store.Digest;
import dev.reeve.seal.Signer;
import dev.reeve.seal.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CapsuleRevocationTest {

  @TempDir Path folder;
  private CapsuleBench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new CapsuleBench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void list(SigningKey signer, String name, String text) throws Exception {
    Path revocations = Files.createDirectories(folder.resolve("revocations"));
    Files.writeString(revocations.resolve(name), text);
    Files.write(revocations.resolve(name + ".p7s"), Signer.sign(signer, text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(String publisher, int serial, String rest) {
    return "revocations_version = 1\npublisher = \"" + publisher + "\"\nserial = " + serial + "\n" + rest;
  }

  private static String revoked(String what, String hex) {
    return "[[revoked]]\n" + what + " = \"" + hex + "\"\nreason = \"leaked\"\n";
  }

  private String refusal() throws Exception {
    return bench.refusal(bench.request(GuestJar.sound(), false, ""));
  }

  @Test
  void aListedJarIsRefusedAndStopsServing() throws Exception {
    bench.put(GuestJar.sound(), false);
    list(bench.key, "acme.toml", text("acme", 1, revoked("digest", Digest.of(GuestJar.sound().bytes()))));
    bench.operations.look(true);
    assertThat(bench.operations.find("guest").state()).isEqualTo(State.FAILED);
    assertThat(bench.operations.find("guest").reason()).isEqualTo("capsule refused: the revocation list 1 of acme names this jar");
    assertThat(refusal()).isEqualTo("LISTED: capsule refused: the revocation list 1 of acme names this jar");
    bench.close();
    System.clearProperty(GuestJar.DEFINED);
    bench = new CapsuleBench(folder, bench.key, true);
    assertThat(System.getProperty(GuestJar.DEFINED)).isNull();
  }

  @Test
  void aListedKeyIsRefused() throws Exception {
    list(bench.key, "acme.toml", text("acme", 1, revoked("key", bench.key.fingerprint().hex())));
    assertThat(refusal()).isEqualTo("LISTED: capsule refused: the revocation list 1 of acme names its key");
  }

  @Test
  void aListThatIsPutBackOrTakenAwayChangesNothing() throws Exception {
    String gone = revoked("digest", Digest.of(GuestJar.sound().bytes()));
    list(bench.key, "acme.toml", text("acme", 5, gone));
    assertThat(refusal()).startsWith("LISTED");
    list(bench.key, "acme.toml", text("acme", 4, ""));
    assertThat(refusal()).contains("the revocation list 5 of acme");
    assertThat(bench.operations.problems()).singleElement().asString().endsWith("has serial 4, but 5 was seen: the newer one holds");
    list(bench.key, "acme.toml", text("acme", 5, ""));
    assertThat(refusal()).startsWith("LISTED");
    assertThat(bench.operations.problems()).singleElement().asString().contains("differs from the list that was seen under serial 5");
    Files.delete(folder.resolve("revocations/acme.toml"));
    assertThat(refusal()).startsWith("LISTED");
    bench.close();
    bench = new CapsuleBench(folder, bench.key, true);
    assertThat(refusal()).as("also after a restart").startsWith("LISTED");
    list(bench.key, "acme.toml", text("acme", 6, ""));
    assertThat(bench.put(GuestJar.sound(), false).state()).isEqualTo(State.READY);
  }

  @Test
  void aListOfSomebodyElseOrWithoutSoundSignatureIsIgnoredAndTold() throws Exception {
    String all = revoked("digest", Digest.of(GuestJar.sound().bytes()));
    list(SigningKey.generate("evil"), "evil.toml", text("acme", 9, all));
    list(bench.key, "other.toml", text("globex", 9, all));
    list(bench.key, "torn.toml", text("acme", 9, all));
    Files.writeString(folder.resolve("revocations/torn.toml"), text("acme", 9, all) + "\n");
    list(bench.key, "broken.toml", text("acme", 0, "[[revoked]]\nreason = \"nothing\"\n"));
    assertThat(bench.put(GuestJar.sound(), false).state()).isEqualTo(State.READY);
    assertThat(bench.operations.problems()).hasSize(4);
    assertThat(String.join("\n", bench.operations.problems()))
        .contains("which is no key of acme", "which is no key of globex", "of other content than this file", "broken.toml:3", "or the other of key and digest");
  }

  @Test
  void aKeyThatWasTakenBackTakesNothingBackItself() throws Exception {
    SigningKey next = SigningKey.generate("acme");
    String publishers = Files.readString(folder.resolve("publishers.toml"));
    String second =
        "[[publisher]]\nname = \"acme\"\nkey = \"" + next.fingerprint().hex() + "\"\nmax_isolation = \"in-kernel\"\nallowed_permissions = [\"jdk:system\"]\n";
    Files.writeString(folder.resolve("publishers.toml"), publishers + second);
    list(next, "acme.toml", text("acme", 7, revoked("key", bench.key.fingerprint().hex())));
    assertThat(refusal()).startsWith("LISTED");
    list(bench.key, "acme.toml", text("acme", 8, ""));
    assertThat(refusal()).startsWith("LISTED: capsule refused: the revocation list 7");
    assertThat(bench.operations.problems()).singleElement().asString().endsWith("which is revoked");
    list(next, "acme.toml", text("acme", 2_000_000, ""));
    assertThat(refusal()).startsWith("LISTED: capsule refused: the revocation list 7");
    assertThat(bench.operations.problems()).singleElement().asString().contains("more than 1000000 beyond 7");
    Files.writeString(folder.resolve("publishers.toml"), publishers + second.replace("max_isolation", "revoked = true\nmax_isolation"));
    list(next, "acme.toml", text("acme", 9, ""));
    assertThat(refusal()).as("revoked by the operator").startsWith("LISTED: capsule refused: the revocation list 7");
  }

  @Test
  void aListThatIsOverKeepsNewCapsulesOutAndOldOnesServing() throws Exception {
    bench.put(GuestJar.version("1.0.0"), false);
    list(bench.key, "acme.toml", text("acme", 1, "").replace("serial = 1\n", "serial = 1\nnot_after = 2026-06-01T13:00:00Z\n"));
    bench.operations.look(true);
    bench.clock.pass(Duration.ofHours(1));
    bench.operations.look(true);
    assertThat(bench.operations.find("guest").state()).isEqualTo(State.READY);
    assertThat(bench.refusal(bench.request(GuestJar.version("1.1.0"), true, "")))
        .isEqualTo("STALE_LIST: capsule refused: the revocation list 1 of acme held until 2026-06-01T13:00:00Z; there must be a newer one");
  }

  @Test
  void aKeptListThatIsNoLongerToBeHadKeepsItsPublisherOut() throws Exception {
    list(bench.key, "acme.toml", text("acme", 1, revoked("digest", "0".repeat(64))));
    bench.put(GuestJar.sound(), false);
    Files.delete(folder.resolve("revocations/acme.toml"));
    String digest = Digest.of(text("acme", 1, revoked("digest", "0".repeat(64))).getBytes(StandardCharsets.UTF_8));
    Files.delete(folder.resolve("blobs").resolve(digest.substring(0, 2)).resolve(digest));
    bench.operations.look(true);
    assertThat(bench.operations.find("guest").reason()).contains("its revocation list 1 is no longer to be had");
    list(bench.key, "acme.toml", text("acme", 1, revoked("digest", "0".repeat(64))));
    bench.operations.look(true);
    assertThat(bench.operations.find("guest").state()).isEqualTo(State.READY);
  }
}
