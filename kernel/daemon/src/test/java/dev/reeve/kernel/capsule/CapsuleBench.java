package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.approval.Gates;
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
import java.util.Objects;
import java.util.Set;

/** Capsule operations over a folder of a test, and a publisher they trust. */
final class CapsuleBench implements AutoCloseable {

  static final String FILE = "guest-1.0.0.capsule.jar";

  final Path folder;
  final SigningKey key;
  final Sandbox sandbox;
  final KeyValueBench keyValues;
  final CapsuleOperations operations;
  final MovingClock clock = new MovingClock(Principals.NOW.instant());
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
            new CapsuleOperations.Files(folder.resolve("capsules.lock"), folder.resolve("publishers.toml"), folder.resolve("revocations"), folder.resolve("blobs"), planned -> {}),
            development,
            new Host(() -> Principals.policy("fs:read"), sandbox, List.of(folder), keyValues.values(), clock));
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
    return install(new InstallRequest(fileName, jar, Signer.sign(key, jar), false, "", false, false, false));
  }

  /** Installs, keeping the steps it tells. */
  InstalledCapsule install(InstallRequest request) {
    return Objects.requireNonNull(operations.install(request, this::tell).installed());
  }

  /** Installs under the name that its manifest gives, or replaces what is installed. */
  InstalledCapsule put(GuestJar jar, boolean upgrade) throws SealException {
    return install(request(jar, upgrade, ""));
  }

  InstallRequest request(GuestJar jar, boolean upgrade, String accept) throws SealException {
    return new InstallRequest(jar.fileName(), jar.bytes(), Signer.sign(key, jar.bytes()), upgrade, accept, false, false, false);
  }

  /** What is said to installing it: the check that refuses it, or the code. */
  String refusal(InstallRequest request) {
    KernelException refused = catchThrowableOfType(KernelException.class, () -> install(request));
    assertThat(refused).as("refused").isNotNull();
    return refused.details().getOrDefault("check", refused.code().name()) + ": " + refused.getMessage();
  }

  /** Installs under the name that its manifest gives, accepting whatever it may do. */
  InstalledCapsule putAccepting(GuestJar jar) throws SealException {
    InstallRequest dry = new InstallRequest(jar.fileName(), jar.bytes(), Signer.sign(key, jar.bytes()), false, "", false, false, true);
    return install(request(jar, false, Objects.requireNonNull(operations.install(dry, this::tell).review()).digest()));
  }

  private void tell(InstallStep step) {
    if (step instanceof InstallStep.Progress(String words)) {
      progress.add(words);
    }
  }

  /** What an interceptor replaced is nobody's business here. */
  ToolOperations tools() {
    return new ToolOperations(operations, (caller, event, capsule, digest) -> {}, Gates.open());
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
        catchThrowableOfType(KernelException.class, () -> install(new InstallRequest(fileName, jar, signature, false, "", false, false, false)));
    assertThat(refused).as("refused").isNotNull();
    assertThat(refused).hasMessageStartingWith("capsule refused: ").hasMessageContaining(why);
    assertThat(refused.details()).containsEntry("check", check.name());
    assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_CAPSULE_REFUSED);
    assertThat(operations.list()).isEqualTo(before);
  }

  /** What passed the checks, not started yet. */
  CapsuleCheck.Passed passed(GuestJar jar) throws SealException {
    byte[] bytes = jar.bytes();
    CapsuleCheck check = new CapsuleCheck(new TrustStore(folder.resolve("publishers.toml")).get(), Revocations.NONE, true, Principals.NOW.instant());
    return check.fresh(
        new CapsuleCheck.Candidate(FILE, bytes, Signer.sign(key, bytes)), LockedCapsules.EMPTY, VersionRules.Allowed.NOTHING, progress::add);
  }

  void stillWorks() throws Exception {
    trust("");
    byte[] sound = GuestJar.sound().bytes();
    assertThat(install(FILE, sound).state()).isEqualTo(InstalledCapsule.State.READY);
  }

  @Override
  public void close() {
    operations.close();
    sandbox.close();
    keyValues.close();
  }
}
