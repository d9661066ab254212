package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.seal.Signer;
import dev.reeve.seal.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapsuleTrustTest {

  @TempDir Path folder;
  private CapsuleBench bench;
  private final byte[] jar = GuestJar.sound().bytes();

  @BeforeEach
  void open() throws Exception {
    bench = new CapsuleBench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void refuses(Refusal check, String why, byte[] signature) throws Exception {
    bench.refuses(check, why, CapsuleBench.FILE, jar, signature);
  }

  @Test
  void anUnsignedCapsuleIsRefused() throws Exception {
    refuses(Refusal.UNSIGNED, "it is not signed", new byte[0]);
  }

  @Test
  void aKeyNobodyTrustsIsRefusedWithItsFingerprint() throws Exception {
    SigningKey stranger = SigningKey.generate("acme");
    refuses(Refusal.UNTRUSTED, "no trusted publisher has the key " + stranger.fingerprint(), Signer.sign(stranger, jar));
  }

  @Test
  void withoutAFileOfPublishersNobodyIsTrusted() throws Exception {
    Files.delete(folder.resolve("publishers.toml"));
    refuses(Refusal.UNTRUSTED, "no trusted publisher has the key " + bench.key.fingerprint(), Signer.sign(bench.key, jar));
  }

  @Test
  void aRevokedKeyIsRefused() throws Exception {
    bench.trust("revoked = true\n");
    refuses(Refusal.REVOKED, "the key of acme is revoked", Signer.sign(bench.key, jar));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-06-01T12:00:00Z", "2026-06-01T11:59:59Z", "1999-01-01T00:00:00Z"})
  void trustThatIsOverIsRefused(String end) throws Exception {
    bench.trust("not_after = " + end + "\n");
    refuses(Refusal.EXPIRED, "acme was trusted until " + end, Signer.sign(bench.key, jar));
  }

  @Test
  void trustThatIsNotYetOverHolds() throws Exception {
    bench.trust("not_after = 2026-06-01T12:00:01Z\n");
    assertThat(bench.install(GuestJar.sound()).state()).isEqualTo(InstalledCapsule.State.READY);
  }

  @Test
  void aSignatureOfAnotherFileIsRefused() throws Exception {
    refuses(Refusal.SIGNATURE, "the signature is of other content than this file", Signer.sign(bench.key, new byte[] {1, 2, 3}));
  }

  @Test
  void aByteChangedAfterSigningIsRefused() throws Exception {
    byte[] signature = Signer.sign(bench.key, jar);
    byte[] changed = jar.clone();
    changed[10] ^= 1; // the time of the first entry: the archive stays whole
    bench.refuses(Refusal.SIGNATURE, "the signature is of other content than this file", CapsuleBench.FILE, changed, signature);
  }

  @Test
  void everyChangedByteOfASignatureIsRefused() throws Exception {
    byte[] signature = Signer.sign(bench.key, jar);
    for (int i = 0; i < signature.length; i += 7) {
      byte[] changed = signature.clone();
      changed[i] ^= 0x20;
      try {
        bench.install(new InstallRequest(CapsuleBench.FILE, jar, changed, false, "", false, false, false));
        throw new AssertionError("byte " + i + " of the signature does not count");
      } catch (dev.reeve.kernel.fault.KernelException e) {
        assertThat(e.details().get("check")).isIn("SIGNATURE", "UNTRUSTED");
      }
    }
    assertThat(System.getProperty(GuestJar.DEFINED)).isNull();
    bench.stillWorks();
  }

  @Test
  void somethingThatIsNoSignatureIsRefused() throws Exception {
    refuses(Refusal.SIGNATURE, "signature", "-----BEGIN PKCS7-----".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  @Test
  void aDevelopmentKeyIsRefusedOutsideDevelopment() throws Exception {
    bench.close();
    bench = new CapsuleBench(folder, bench.key, false);
    bench.trust("channel = \"development\"\n");
    refuses(
        Refusal.UNTRUSTED,
        "the key of acme is a development key and this kernel is not in development mode",
        Signer.sign(bench.key, jar));
  }

  @Test
  void aDevelopmentKeyIsTakenInDevelopment() throws Exception {
    bench.trust("channel = \"development\"\n");
    assertThat(bench.install(GuestJar.sound()).state()).isEqualTo(InstalledCapsule.State.READY);
  }

  @Test
  void permissionsBeyondThePublishersAreRefused() throws Exception {
    bench.trust("allowed_permissions = [\"fs:read@/srv/**\"]\n");
    String asks = "[permissions]\nhost = [\"fs:read@/srv/data/**\", \"fs:read@/etc/**\"]\n";
    byte[] asking = GuestJar.sound().manifest(GuestJar.manifest("guest", "1.0.0", asks + GuestJar.PROVIDES)).bytes();
    bench.refuses(Refusal.PERMISSIONS, "it asks for fs:read@/etc/**, more than its publisher is allowed", asking);
  }

  @Test
  void permissionsWithinThePublishersArePinned() throws Exception {
    bench.trust("allowed_permissions = [\"fs:read@/srv/**\"]\n");
    String asks = "[permissions]\nhost = [\"fs:read@/srv/data/**\"]\n";
    GuestJar asking = GuestJar.sound().manifest(GuestJar.manifest("guest", "1.0.0", asks + GuestJar.PROVIDES));
    assertThat(bench.putAccepting(asking).pin().permissions()).containsExactly("fs:read@/srv/data/**");
  }

  @Test
  void aPublisherTrustedForProcessesOnlyIsRefusedInTheKernel() throws Exception {
    bench.trust(bench.key, "max_isolation = \"process\"\n");
    refuses(Refusal.ISOLATION, "it would run in a process of its own", Signer.sign(bench.key, jar));
  }

  @Test
  void aPublisherWithoutIsolationIsTrustedForProcessesOnly() throws Exception {
    bench.trust(bench.key, "");
    refuses(Refusal.ISOLATION, "which this version of the kernel cannot give it", Signer.sign(bench.key, jar));
  }

  @Test
  void aCapsuleThatWantsAProcessIsRefused() throws Exception {
    String process = GuestJar.manifest("guest", "1.0.0", "[isolation]\nmode = \"process\"\n" + GuestJar.PROVIDES);
    bench.refuses(Refusal.ISOLATION, "it would run in a process of its own", GuestJar.sound().manifest(process).bytes());
  }
}
