package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.authority.Scope;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.sandbox.Sandbox;
import dev.reeve.kernel.sandbox.SandboxOptions;
import dev.reeve.seal.SealException;
import dev.reeve.seal.Signer;
import dev.reeve.seal.SigningKey;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Capsule operations over a folder of a test, and a publisher they trust. */
final class CapsuleBench implements AutoCloseable {

  static final Clock NOW = Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC);
  static final String FILE = "guest-1.0.0.capsule.jar";

  final Path folder;
  final SigningKey key;
  final Sandbox sandbox;
  final CapsuleOperations operations;
  final List<String> progress = new ArrayList<>();

  CapsuleBench(Path folder) throws IOException, SealException {
    this(folder, SigningKey.generate("acme"), true);
  }

  CapsuleBench(Path folder, SigningKey key, boolean development) throws IOException {
    this.folder = folder;
    this.key = key;
    System.clearProperty(GuestJar.DEFINED);
    System.clearProperty(GuestJar.STOPPED);
    Files.createDirectories(folder.resolve("blobs"));
    if (!Files.exists(folder.resolve("publishers.toml"))) {
      trust("");
    }
    sandbox = Sandbox.probe(folder.resolve("work"), List.of(), SandboxOptions.defaults().withTiers(Set.of()));
    operations =
        new CapsuleOperations(
            new CapsuleOperations.Files(folder.resolve("capsules.lock"), folder.resolve("publishers.toml"), folder.resolve("blobs")),
            development,
            () -> policy("fs:read"),
            sandbox,
            List.of(folder),
            NOW);
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
    CapsuleCheck check = new CapsuleCheck(new TrustStore(folder.resolve("publishers.toml")).get(), true, NOW.instant());
    return check.check(FILE, bytes, Signer.sign(key, bytes), List.of(), progress::add);
  }

  void stillWorks() throws Exception {
    trust("");
    byte[] sound = GuestJar.sound().bytes();
    assertThat(operations.install(FILE, sound, Signer.sign(key, sound), progress::add).state()).isEqualTo(InstalledCapsule.State.READY);
  }

  static Policy policy(String... grants) {
    return Policy.of(1, List.of(), List.of(profile("ada", grants)), Map.of());
  }

  static Profile profile(String name, String... grants) {
    List<Grant> held = List.of(grants).stream().map(text -> Grant.of(CapabilityPattern.parse(text))).toList();
    return new Profile(id(name), name, true, List.of(), held, List.of(), List.of(), List.of(), Quotas.DEFAULTS, null);
  }

  static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  static Caller caller(Scope... scopes) {
    return new Caller(id("ada"), "ada", "unix-peer", null, List.of(scopes), List.of());
  }

  @Override
  public void close() {
    operations.close();
    sandbox.close();
  }
}
