package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An author and an operator with a capsule of their own: signed, trusted, installed, replaced, stopped and removed on a running kernel. */
final class CapsuleCommandsTest {

  @TempDir Path temporary;

  /** The capsule hello in another version, asking for something, signed by the author. */
  private Path hello(Home home, String version, String permissions) throws IOException, InterruptedException {
    Path jar = Files.copy(Home.capsule("hello"), temporary.resolve("hello-" + version + ".capsule.jar"));
    try (FileSystem inside = FileSystems.newFileSystem(jar)) {
      Path manifest = inside.getPath("capsule.toml");
      String text = Files.readString(manifest).replace("version = \"0.1.0\"", "version = \"" + version + "\"").replace("host = []", "host = [" + permissions + "]");
      Files.writeString(manifest, text);
    }
    succeeds(home, "capsule", "sign", jar.toString(), "--key-dir", key().toString());
    return jar;
  }

  private static String succeeds(Home home, String... words) throws IOException, InterruptedException {
    Finished answer = home.reeve(words);
    assertThat(answer.code()).as(Arrays.toString(words) + " " + answer).isZero();
    return answer.out();
  }

  private static String fails(Home home, int code, String... words) throws IOException, InterruptedException {
    Finished answer = home.reeve(words);
    assertThat(answer.code()).as(Arrays.toString(words) + " " + answer).isEqualTo(code);
    return answer.err();
  }

  private Path key() {
    return temporary.resolve("key");
  }

  private void make(Home home) throws IOException, InterruptedException {
    succeeds(home, "capsule", "keygen", "--key-dir", key().toString(), "--name", "acme");
  }

  @Test
  void aCapsuleLivesItsLifeOnARunningKernel() throws Exception {
    try (Home home = new Home(temporary.toRealPath().resolve("home")).started()) {
      make(home);
      Path first = hello(home, "1.0.0", "");
      assertThat(fails(home, 4, "capsule", "install", first.toString(), "-v")).contains("check: UNTRUSTED");
      succeeds(
          home, "capsule", "trust", "add", "--name", "acme", "--signature", first + ".p7s", "--max-isolation", "in-kernel", "--allow", "fs:read@/srv/**");
      succeeds(home, "capsule", "install", first.toString());
      assertThat(succeeds(home, "x", "hello", "Ada")).contains("Ada");

      Path second = hello(home, "1.1.0", "\"fs:read@/srv/data/**\"");
      assertThat(fails(home, 8, "capsule", "install", second.toString())).contains("reeve capsule upgrade");
      String refused = fails(home, 5, "capsule", "upgrade", second.toString(), "--no-input");
      assertThat(refused).contains("asks for    fs:read@/srv/data/**", "reeve approval approve");
      succeeds(home, "--with-key", home.key(), "capsule", "upgrade", second.toString(), "--approve", "-y");
      assertThat(succeeds(home, "capsule", "show", "hello")).containsPattern("VERSION +1\\.1\\.0").containsPattern("MAY +fs:read@/srv/data/\\*\\*");
      assertThat(succeeds(home, "audit", "list", "-o", "json")).contains("reeve.approval/answered", "reeve.approval/used");
      assertThat(succeeds(home, "tool", "call", "hello/greet", "--input", "{\"name\":\"Ada\"}")).contains("Ada");
      assertThat(succeeds(home, "ps")).containsPattern("tool +hello/greet +READY +hello +- +- +- +1 +0");

      assertThat(fails(home, 4, "capsule", "upgrade", first.toString(), "-v")).contains("check: ROLLBACK");
      succeeds(home, "capsule", "unload", "hello", "-y");
      fails(home, 3, "x", "hello", "Ada");
      succeeds(home, "daemon", "stop");
      succeeds(home, "daemon", "start");
      assertThat(succeeds(home, "capsule", "list")).containsPattern("hello +1\\.1\\.0 +acme +STOPPED");
      succeeds(home, "capsule", "reload", "hello");
      assertThat(succeeds(home, "x", "hello", "Ada")).contains("Ada");
      succeeds(home, "capsule", "remove", "hello", "-y");
      fails(home, 3, "capsule", "show", "hello");
      succeeds(home, "audit", "verify");
    }
  }

  @Test
  void whatIsLaidIntoTheFolderIsInstalledAndTrustThatIsTakenBackStopsIt() throws Exception {
    try (Home home = new Home(temporary.toRealPath().resolve("home")).started()) {
      make(home);
      Path jar = hello(home, "1.0.0", "");
      succeeds(home, "capsule", "trust", "add", "--name", "acme", "--signature", jar + ".p7s", "--max-isolation", "in-kernel");
      Path folder = Files.createDirectory(home.folder.resolve("etc/capsules"));
      Files.copy(jar, folder.resolve(jar.getFileName()));
      Files.copy(Path.of(jar + ".p7s"), folder.resolve(jar.getFileName() + ".p7s"));
      until(home, "hello +1\\.0\\.0 +acme +READY");
      assertThat(succeeds(home, "audit", "list", "-o", "json")).contains("capsule.folder");
      String fingerprint = succeeds(home, "capsule", "trust", "list", "-o", "json").replaceAll("(?s).*\"name\": ?\"acme\".*?\"key\": ?\"([0-9a-f]{64})\".*", "$1");
      succeeds(home, "capsule", "trust", "revoke", fingerprint, "-y");
      until(home, "hello +1\\.0\\.0 +acme +FAILED .*the key of acme is revoked");
      assertThat(succeeds(home, "status", "-o", "json")).contains("the key of acme is revoked");
      assertThat(succeeds(home, "audit", "list", "-o", "json")).contains("capsule.state");
    }
  }

  /** Looks until the kernel shows it; the deadline is the test's. */
  private static void until(Home home, String pattern) throws IOException, InterruptedException {
    String shown = succeeds(home, "capsule", "list");
    while (Stream.of(shown.split("\n")).noneMatch(line -> line.matches(".*" + pattern + ".*"))) {
      shown = succeeds(home, "capsule", "list");
    }
  }
}
