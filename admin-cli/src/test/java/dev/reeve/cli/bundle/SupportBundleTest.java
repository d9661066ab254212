package dev.reeve.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.LocalError;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.KeyInfo;
import dev.reeve.v1.PrincipalInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupportBundleTest {

  private static final String[] FILES = {
    "manifest.json", "doctor.json", "versions.json", "status.json", "capsules.json", "audit-head.json", "audit-verification.json", "host.json",
    "config.txt", "policy-files.json", "kernel.log"
  };

  @TempDir Path folder;

  private Path home() {
    return folder.resolve("h");
  }

  private Path bundle() {
    return folder.resolve("b.zip");
  }

  private Typed type(String... words) {
    return new Typed.Desk(home(), ReeveCommand::execute).type(words);
  }

  private void file(String path, String text) throws IOException {
    Path file = home().resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Secrets wherever somebody could have put one. */
  private void plant() throws IOException {
    file("etc/kernel.toml", "# PLANTED\nmode = \"production\"\n[notify]\nsecret = \"PLANTED\"\nurl = \"https://u:PLANTED@h\"\n");
    file("etc/principals/default.toml", "# PLANTED\ngroups = [\"admin\"]\n[[auth.public_keys]]\npublic_key = \"PLANTED\"\n");
    file("etc/groups.toml", "= \"PLANTED\"\n");
    file("etc/trust/publishers.toml", "# PLANTED\n");
    file("etc/trust/audit.pub", "PLANTED");
    file("var/keys/audit.key", "-----BEGIN PRIVATE KEY-----\nPLANTED\n-----END PRIVATE KEY-----\n");
    file("var/homes/bob/notes", "PLANTED");
    StringBuilder log = new StringBuilder("too old to be in it\n");
    for (int i = 0; i < 4_990; i++) {
      log.append("line ").append(i).append('\n');
    }
    file(
        "var/log/reeved.log",
        log + "WARNING x: token=PLANTED\nWARNING y: Authorization: Bearer PLANTEDPLANTED\n-----BEGIN PRIVATE KEY-----\nPLANTED\nPLANTED\n"
            + "-----END PRIVATE KEY-----\nodd \u001b[2J\nsee https://me:PLANTED@host\nreeve_inv_PLANTED\nlast line\n");
  }

  private Map<String, String> unpacked() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(bundle()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  private static void requireJson(Map<String, String> files) {
    files.forEach(
        (name, text) -> {
          if (name.endsWith(".json")) {
            assertThat(JsonParser.parseString(text)).as(name).isNotNull();
          }
        });
  }

  @Test
  void itHoldsWhatItsManifestSaysAndNoSecret() throws IOException {
    plant();
    try (TestKernel kernel = TestKernel.at(home())) {
      kernel.add(Capsule.newBuilder().setName("ill").setState(CapsuleState.CAPSULE_STATE_FAILED).setReason("password=PLANTED").build());
      kernel.put(PrincipalInfo.newBuilder().setName("bob").addKeys(KeyInfo.newBuilder().setPublicKey("PLANTED")).build());
      kernel.sicken("disk", "token: PLANTED");
      Typed typed = type("support-bundle", bundle().toString());
      assertThat(typed.exit()).as(typed.err()).isZero();
      assertThat(typed.out()).contains(bundle().toString());
      assertThat(typed.err()).contains("look through it before you pass it on");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle()))).isEqualTo("rw-------");
    Map<String, String> files = unpacked();
    assertThat(files.keySet()).containsExactly(FILES);
    requireJson(files);
    files.forEach((name, text) -> assertThat(text).as(name).doesNotContain("PLANTED"));
    assertThat(files.get("manifest.json")).contains(Arrays.copyOfRange(FILES, 1, FILES.length));
    assertThat(files.get("doctor.json")).contains("capsules.states", "clock", "FAIL");
    assertThat(files.get("status.json")).contains("9.9.9");
    assertThat(files.get("capsules.json")).contains("ill", "CAPSULE_STATE_FAILED");
    assertThat(files.get("audit-verification.json")).contains("\"intact\": true");
    assertThat(files.get("audit-head.json")).contains("\"sequence\": \"30\"");
    assertThat(files.get("config.txt")).isEqualTo("mode = \"production\"\nnotify.secret = [left out]\nnotify.url = \"https://[left out]@h\"\n");
    assertThat(files.get("policy-files.json")).contains("etc/principals/default.toml", "\"mode\": \"rw-").doesNotContain("var/keys");
    assertThat(files.get("kernel.log").lines().toList()).startsWith("line 0").endsWith("last line").contains("odd \\u001b[2J");
  }

  @Test
  void withoutAKernelItSaysWhatIsLeftOutAndWhy() throws IOException {
    plant();
    assertThat(type("support-bundle", bundle().toString()).exit()).isZero();
    Map<String, String> files = unpacked();
    requireJson(files);
    assertThat(files.keySet()).doesNotContain("status.json", "capsules.json").contains("doctor.json", "kernel.log", "host.json");
    assertThat(files.get("manifest.json")).contains("status.json", "\"leftOut\": \"no kernel answers at ");
    files.forEach((name, text) -> assertThat(text).as(name).doesNotContain("PLANTED"));
  }

  @Test
  void withoutAHomeThereIsStillSomething() throws IOException {
    Typed typed = type("support-bundle", bundle().toString());
    assertThat(typed.exit()).as(typed.err()).isZero();
    assertThat(typed.out()).containsPattern("LEFT OUT +status.json, .*config.txt, kernel.log");
    assertThat(unpacked()).containsKeys("doctor.json", "host.json", "versions.json");
    assertThat(home()).doesNotExist();
  }

  @Test
  void aDryRunListsAndWritesNothing() throws IOException {
    plant();
    Typed typed = type("support-bundle", "--dry-run", bundle().toString());
    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).contains("doctor.json", "kernel.log", "HOLDS", "no kernel answers");
    assertThat(JsonParser.parseString(type("support-bundle", "--dry-run", "-o", "json").out())).isNotNull();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(home());
    }
  }

  @Test
  void nothingIsEverReplaced() throws IOException {
    Files.writeString(bundle(), "mine");
    Typed typed = type("support-bundle", bundle().toString());
    assertThat(typed.exit()).isEqualTo(LocalError.USAGE.exit());
    assertThat(typed.err()).contains(bundle() + " is there already", "name another file").doesNotContain("--force");
    assertThat(bundle()).hasContent("mine");
    Files.delete(bundle());
    Files.createSymbolicLink(bundle(), folder.resolve("elsewhere"));
    assertThat(type("support-bundle", bundle().toString()).err()).contains("is there already");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
    assertThat(type("support-bundle", folder.resolve("no/b.zip").toString()).err()).contains("there is no folder");
  }
}
