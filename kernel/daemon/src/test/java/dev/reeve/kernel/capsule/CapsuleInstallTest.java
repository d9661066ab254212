package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.seal.Signer;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapsuleInstallTest {

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

  private void restart() throws Exception {
    bench.close();
    bench = new CapsuleBench(folder, bench.key, true);
  }

  private void refusesManifest(Refusal check, String why, String manifest) throws Exception {
    bench.refuses(check, why, GuestJar.sound().manifest(manifest).bytes());
  }

  private static String of(String rest) {
    return GuestJar.manifest("guest", "1.0.0", rest);
  }

  @Test
  void aSoundCapsuleIsInstalledAndWorks() throws Exception {
    InstalledCapsule installed = bench.install(GuestJar.sound());
    assertThat(installed.state()).isEqualTo(InstalledCapsule.State.READY);
    assertThat(installed.pin().publisher()).isEqualTo("acme");
    assertThat(installed.pin().key()).isEqualTo(bench.key.fingerprint().hex());
    assertThat(System.getProperty(GuestJar.DEFINED)).isEqualTo("yes");
    assertThat(bench.operations.list()).containsExactly(installed);
    assertThat(bench.operations.find("guest")).isEqualTo(installed);
    assertThat(bench.tools().call("guest/echo", "{\"text\":\"hi\"}")).isEqualTo("{\"said\":\"hi\"}");
    assertThat(bench.tools().run("guest-say", List.of("a", "b"))).containsExactly("said a b");
    assertThat(bench.progress)
        .containsExactly(
            "archive is whole",
            "signature of acme matches these bytes",
            "publisher acme is trusted",
            "manifest of guest 1.0.0 is sound",
            "its classes link to nothing they may not",
            "stored as " + installed.pin().digest().substring(0, 16) + "…",
            "started");
  }

  @Test
  void anInstalledCapsuleIsThereAfterARestart() throws Exception {
    InstalledCapsule before = bench.install(GuestJar.sound());
    restart();
    assertThat(System.getProperty(GuestJar.DEFINED)).isEqualTo("yes");
    assertThat(bench.operations.find("guest").pin()).isEqualTo(before.pin());
    assertThat(bench.tools().call("guest/echo", "{\"text\":\"hi\"}")).isEqualTo("{\"said\":\"hi\"}");
  }

  @Test
  void theSameCapsuleAgainChangesNothing() throws Exception {
    InstalledCapsule first = bench.install(GuestJar.sound());
    String lock = Files.readString(folder.resolve("capsules.lock"));
    bench.progress.clear();
    assertThat(bench.install(GuestJar.sound())).isSameAs(first);
    assertThat(bench.progress).endsWith("it is installed already");
    assertThat(folder.resolve("capsules.lock")).hasContent(lock);
  }

  @Test
  void closingStopsCapsulesOneByOne() throws Exception {
    bench.install(GuestJar.sound());
    bench.operations.close();
    assertThat(System.getProperty(GuestJar.STOPPED)).isEqualTo("yes");
    assertThat(bench.operations.find("guest").state()).isEqualTo(InstalledCapsule.State.STOPPED);
  }

  @Test
  void afterTheEndNothingIsInstalled() throws Exception {
    bench.operations.close();
    assertThatThrownBy(() -> bench.install(GuestJar.sound()))
        .isInstanceOfSatisfying(KernelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_UNAVAILABLE))
        .hasMessage("the kernel is stopping");
    assertThat(System.getProperty(GuestJar.DEFINED)).isNull();
  }

  @Test
  void anotherVersionWhileOneIsInstalledIsRefused() throws Exception {
    bench.install(GuestJar.sound());
    System.clearProperty(GuestJar.DEFINED);
    for (String version : List.of("1.0.1", "0.9.0", "2.0.0-rc.1")) {
      byte[] other = GuestJar.sound().manifest(GuestJar.manifest("guest", version, GuestJar.PROVIDES)).bytes();
      assertThatThrownBy(() -> bench.install("guest-" + version + ".capsule.jar", other)).isInstanceOf(KernelException.class);
    }
    assertThat(System.getProperty(GuestJar.DEFINED)).isNull();
    assertThat(bench.tools().call("guest/echo", "{\"text\":\"hi\"}")).isEqualTo("{\"said\":\"hi\"}");
  }

  @Test
  void otherBytesUnderTheInstalledVersionAreRefused() throws Exception {
    bench.install(GuestJar.sound());
    byte[] other = GuestJar.sound().text("README", "other").bytes();
    bench.refusal(Refusal.VERSION, "guest 1.0.0 is installed", CapsuleBench.FILE, other, Signer.sign(bench.key, other));
  }

  @Test
  void aBlobThatWasSwappedIsNotLoadedAndTheKernelGoesOn() throws Exception {
    InstalledCapsule installed = bench.install(GuestJar.sound());
    byte[] evil = GuestJar.sound().starting("System.setProperty(\"evil\", \"yes\");" + GuestJar.REGISTER).bytes();
    bench.close();
    Path blob = folder.resolve("blobs").resolve(installed.pin().digest().substring(0, 2)).resolve(installed.pin().digest());
    Files.setPosixFilePermissions(blob, PosixFilePermissions.fromString("rw-------"));
    Files.write(blob, evil);
    bench = new CapsuleBench(folder, bench.key, true);
    assertThat(System.getProperty(GuestJar.DEFINED)).isNull();
    InstalledCapsule failed = bench.operations.find("guest");
    assertThat(failed.state()).isEqualTo(InstalledCapsule.State.FAILED);
    assertThat(failed.reason()).isEqualTo("capsule refused: stored content " + installed.pin().digest() + " was changed");
    assertThat(bench.tools().tools()).isEmpty();
    assertThat(bench.install(GuestJar.sound()).state()).as("installing it again repairs it").isEqualTo(InstalledCapsule.State.READY);
    restart();
    assertThat(bench.operations.find("guest").state()).isEqualTo(InstalledCapsule.State.READY);
  }

  @Test
  void aKeyRevokedSinceIsFoundAtTheNextStart() throws Exception {
    bench.install(GuestJar.sound());
    bench.trust("revoked = true\n");
    restart();
    assertThat(System.getProperty(GuestJar.DEFINED)).isNull();
    assertThat(bench.operations.find("guest").reason()).isEqualTo("capsule refused: the key of acme is revoked");
  }

  @Test
  void aFileOfPublishersThatCannotBeReadTrustsNobody() throws Exception {
    bench.install(GuestJar.sound());
    Files.writeString(folder.resolve("publishers.toml"), "trust_version = 1\n[[publisher]]\nkey = \"x\"\n");
    restart();
    assertThat(System.getProperty(GuestJar.DEFINED)).isNull();
    assertThat(bench.operations.find("guest").reason())
        .startsWith("the trusted publishers cannot be read: ")
        .contains("publisher[0].name: missing");
  }

  @ParameterizedTest
  @CsvSource({"guest-1.0.1.capsule.jar", "guest.jar", "Guest-1.0.0.capsule.jar", "''", "../guest-1.0.0.capsule.jar"})
  void aFileOfAnotherNameIsRefused(String file) throws Exception {
    byte[] jar = GuestJar.sound().bytes();
    bench.refuses(Refusal.NAME, "its file must be called guest-1.0.0.capsule.jar", file, jar, Signer.sign(bench.key, jar));
  }

  @Test
  void aJarWithoutManifestIsRefused() throws Exception {
    bench.refuses(Refusal.MANIFEST, "it has no capsule.toml", GuestJar.sound().without("capsule.toml").bytes());
  }

  @Test
  void aSchemaThatIsNotThereIsRefused() throws Exception {
    byte[] jar = GuestJar.sound().without("schemas/echo.json").bytes();
    bench.refuses(Refusal.MANIFEST, "the input schema schemas/echo.json of guest/echo is not in the jar", jar);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"$ref\": \"http://localhost/x\"} | $ref may only point inside the schema itself",
        "{\"type\": | schemas/echo.json: line 1",
        "[] | a JSON Schema is an object",
        "'' | a JSON Schema is an object"
      })
  void aBadSchemaIsRefused(String schema, String why) throws Exception {
    bench.refuses(Refusal.MANIFEST, why, GuestJar.sound().text("schemas/echo.json", schema).bytes());
  }

  @Test
  void aReservedVerbIsRefused() throws Exception {
    for (String verb : List.of("capsule", "daemon", "help")) {
      refusesManifest(
          Refusal.RESERVED_VERB,
          "the command '" + verb + "' is called like a verb of the command line",
          of("[[provides.command]]\nname = \"" + verb + "\"\n"));
      bench.close();
      delete(folder);
      bench = new CapsuleBench(folder);
    }
  }

  private static void delete(Path folder) throws Exception {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).filter(file -> !file.equals(folder)).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void anUnknownKeyIsRefusedWithItsPlace() throws Exception {
    refusesManifest(
        Refusal.MANIFEST, "capsule.toml:6:1: capsule.licence: unknown key; did you mean 'license'?", of("licence = \"MIT\"\n"));
  }

  @Test
  void whatThisVersionDoesNotServeIsRefused() throws Exception {
    refusesManifest(
        Refusal.MANIFEST,
        "settings: is not supported by this version of the kernel",
        of("[settings.API_URL]\ntype = \"text\"\n"));
  }

  @Test
  void aToolAnnouncedTwiceIsRefused() throws Exception {
    String again = "[[provides.tool]]\nname = \"guest/echo\"\ninput_schema = \"schemas/echo.json\"\n";
    refusesManifest(
        Refusal.MANIFEST, "provides.tool[1].name: 'guest/echo' is announced twice", of(GuestJar.PROVIDES + again));
  }

  @Test
  void aCommandAnnouncedTwiceIsRefused() throws Exception {
    String again = "[[provides.command]]\nname = \"guest-say\"\n";
    refusesManifest(Refusal.MANIFEST, "provides.command[1].name: 'guest-say' is announced twice", of(GuestJar.PROVIDES + again));
  }

  @Test
  void whatAnotherCapsuleBringsIsRefused() throws Exception {
    bench.install(GuestJar.sound());
    System.clearProperty(GuestJar.DEFINED);
    byte[] other = GuestJar.sound().manifest(GuestJar.manifest("other", "1.0.0", GuestJar.PROVIDES)).bytes();
    byte[] signature = Signer.sign(bench.key, other);
    bench.refusal(Refusal.CONFLICT, "the tool guest/echo is brought by guest already", "other-1.0.0.capsule.jar", other, signature);
    assertThat(System.getProperty(GuestJar.DEFINED)).isNull();
  }
}
