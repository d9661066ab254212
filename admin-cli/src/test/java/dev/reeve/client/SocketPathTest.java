package dev.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketPathTest {

  private static final Path ABSENT = Path.of("/nowhere/kernel.sock");

  @TempDir Path dir;

  @Test
  void theSocketGivenComesFirstThenTheHomeThenTheEnvironment() {
    Path user = Path.of("/home/u");
    assertThat(SocketPath.resolve(Path.of("/s"), Path.of("/h"), "/e", user, ABSENT)).hasToString("/s");
    assertThat(SocketPath.resolve(null, Path.of("/h"), "/e", user, ABSENT)).hasToString("/h/run/kernel.sock");
    assertThat(SocketPath.resolve(null, null, "/e", user, ABSENT)).hasToString("/e/run/kernel.sock");
    assertThat(SocketPath.resolve(null, null, "", user, ABSENT)).hasToString("/home/u/.reeve/run/kernel.sock");
    assertThat(SocketPath.resolve(null, null, null, user, ABSENT)).hasToString("/home/u/.reeve/run/kernel.sock");
  }

  @Test
  void theSystemsSocketIsTakenWhereItExists() throws IOException {
    Path system = Files.createFile(dir.resolve("kernel.sock"));
    assertThat(SocketPath.resolve(null, null, null, Path.of("/home/u"), system)).isEqualTo(system);
    assertThat(SocketPath.resolve(null, Path.of("/h"), null, Path.of("/home/u"), system)).hasToString("/h/run/kernel.sock");
  }

  @Test
  void aPathOf107BytesFitsAndOf108DoesNot() {
    String fits = "/" + "a".repeat(106);
    assertThat(SocketPath.resolve(Path.of(fits), null, null, dir)).hasToString(fits);
    assertThatThrownBy(() -> SocketPath.resolve(Path.of(fits + "a"), null, null, dir))
        .isInstanceOfSatisfying(ReeveException.class, e -> assertThat(e.report().exit()).isEqualTo(2))
        .hasMessageContaining("108 bytes")
        .hasMessageContaining("at most 107");
  }

  @Test
  void bytesAreCountedNotCharacters() {
    assertThatThrownBy(() -> SocketPath.resolve(Path.of("/" + "ä".repeat(54)), null, null, dir)).hasMessageContaining("109 bytes");
  }
}
