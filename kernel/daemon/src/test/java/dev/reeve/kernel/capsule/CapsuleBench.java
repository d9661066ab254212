package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.host.Host;
import dev.reeve.kernel.host.KeyValueBench;
import dev.reeve.kernel.host.Principals;
import dev.reeve.kernel.sandbox.Sandbox;
import dev.reeve.kernel.sandbox.SandboxOptions;
import dev.reeve.seal.SealException;
import dev.reeve.seal.Signer;
import dev.reeve.seal.SigningKey;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Capsule operations over a folder of a test, and a publisher they trust. */
final class CapsuleBench implements AutoCloseable {

  static final String FILE = "guest-1.0.0.capsule.jar";

  final Path folder;
  final SigningKey key;
  final Sandbox sandbox;
  final KeyValueBench keyValues;
  final CapsuleOperations operations;
  final List<String> progress = new ArrayList<>();

  CapsuleBench(Path folder) throws Exception {
    this(folder, SigningKey.generate("acme"), true);
  }

  CapsuleBench(Path folder, SigningKey key, boolean development) throws Exception {
    this.folder = folder;
    this.key = key;
    System.clearProperty(GuestJar.DEFINED);
    System.clearProperty(GuestJar.STOPPED);
    Files.createDirectories(folder.resolve("blobs"));
    if (!Files.exists(folder.resolve("publishers.toml"))) {
      trust("");
    }
    sandbox = Sandbox.probe(folder.resolve("work"), List.of(), SandboxOptions.defaults().withTiers(Set.of()));
    keyValues = new KeyValueBench(folder);
    operations =
        new CapsuleOperations(
            new CapsuleOperations.Files(folder.resolve("capsules.lock"), folder.resolve("publishers.toml"), folder.resolve("blobs")),
            development,
            new Host(() -> Principals.policy("fs:read"), sandbox, List.of(folder), keyValues.values(), Principals.NOW));
    operations.load();
  }

  /** Trusts the key in the kernel, with nothing allowed but these further lines say and what the guest's marks need. */
  void trust(String lines) throws IOException {
    String marks = "allowed_permissions = [\"jdk:system\"";
    String all = lines.contains("allowed_permissions") ? lines.replace("allowed_permissions = [", marks + ", ") : lines + marks + "]\n";
    trust(key, "max_isolation = \"in-kernel\"\n" + all);
  }

  void trust(SigningKey whom, String lines) throws IOException {
    Files.writeString(
        folder.resolve("publishers.toml"),
        "trust_version = 1\n[[publisher]]\nname = \"acme\"\nkey = \"" + whom.fingerprint().hex() + "\"\n" + lines);
  }

  InstalledCapsule install(GuestJar jar) throws SealException {
    return install(FILE, jar.bytes());
  }

  InstalledCapsule install(String fileName, byte[] jar) throws SealException {
    return operations.install(fileName, jar, Signer.sign(key, jar), progress::add);
  }

  /** Installing is refused by the check, no class is initialized, nothing is left, and a sound capsule can be installed afterwards. */
  void refuses(Refusal check, String why, byte[] jar) throws Exception {
    refuses(check, why, FILE, jar, Signer.sign(key, jar));
  }

  void refuses(Refusal check, String why, String fileName, byte[] jar, byte[] signature) throws Exception {
    refusal(check, why, fileName, jar, signature);
    assertThat(System.getProperty(GuestJar.DEFINED)).as("a class was initialized").isNull();
    assertThat(operations.list()).isEmpty();
    assertThat(folder.resolve("capsules.lock")).doesNotExist();
    stillWorks();
  }

  void refusal(Refusal check, String why, String fileName, byte[] jar, byte[] signature) {
    List<InstalledCapsule> before = operations.list();
    KernelException refused =
        catchThrowableOfType(KernelException.class, () -> operations.install(fileName, jar, signature, progress::add));
    assertThat(refused).as("refused").isNotNull();
    assertThat(refused).hasMessageStartingWith("capsule refused: ").hasMessageContaining(why);
    assertThat(refused.details()).containsEntry("check", check.name());
    assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_CAPSULE_REFUSED);
    assertThat(operations.list()).isEqualTo(before);
  }

  /** What passed the checks, not started yet. */
  CapsuleCheck.Passed passed(GuestJar jar) throws SealException {
    byte[] bytes = jar.bytes();
    CapsuleCheck check = new CapsuleCheck(new TrustStore(folder.resolve("publishers.toml")).get(), true, Principals.NOW.instant());
    return check.check(FILE, bytes, Signer.sign(key, bytes), List.of(), progress::add);
  }

  void stillWorks() throws Exception {
    trust("");
    byte[] sound = GuestJar.sound().bytes();
    assertThat(operations.install(FILE, sound, Signer.sign(key, sound), progress::add).state()).isEqualTo(InstalledCapsule.State.READY);
  }

  @Override
  public void close() {
    operations.close();
    sandbox.close();
    keyValues.close();
  }
}
