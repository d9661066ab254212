package dev.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketPathTest {

  @TempDir Path dir;

  @Test
  void theSystemsSocketIsTakenWhereItExistsElseTheUsers() throws IOException {
    Path system = dir.resolve("kernel.sock");
    assertThat(SocketPath.usual(Path.of("/home/u"), system)).hasToString("/home/u/.reeve/run/kernel.sock");
    Files.createFile(system);
    assertThat(SocketPath.usual(Path.of("/home/u"), system)).isEqualTo(system);
    assertThat(SocketPath.ofHome(Path.of("/h"))).hasToString("/h/run/kernel.sock");
  }

  @Test
  void aPathOf107BytesFitsAndOf108DoesNot() {
    String fits = "/" + "a".repeat(106);
    assertThat(SocketPath.of(Path.of(fits))).hasToString(fits);
    assertThatThrownBy(() -> SocketPath.of(Path.of(fits + "a")))
        .isInstanceOfSatisfying(ReeveException.class, e -> assertThat(e.report().exit()).isEqualTo(2))
        .hasMessageContaining("108 bytes")
        .hasMessageContaining("at most 107");
  }

  @Test
  void bytesAreCountedNotCharacters() {
    assertThatThrownBy(() -> SocketPath.of(Path.of("/" + "ä".repeat(54)))).hasMessageContaining("109 bytes");
  }
}
