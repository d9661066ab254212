package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.v1.GetStatusResponse;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptLinesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " run list", "\trun list", "x curl 'Authorization: Bearer abc'", "x a password=b", "x '{\"token\": \"abc\"}'", "x api-key=1",
        "x ghp_0123456789abcdef", "x sk-0123456789", "x https://ada:pw@example.org/", "x -----BEGIN PRIVATE KEY-----", "x eyJhbGciOi.eyJzdWIi.x"
      })
  void isNotKept(String line) {
    assertThat(KeptLines.keeps(line)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run list", "invite redeem ada --key ada.key --token-file /tmp/token", "key generate a.key --passphrase", "caps grant a secret:use@mail",
        "x https://example.org:80/a", "caps who-can secret:use@token"
      })
  void isKept(String line) {
    assertThat(KeptLines.keeps(line)).isTrue();
  }

  @Test
  void aLongLineIsNotKept() {
    assertThat(KeptLines.keeps("x".repeat(KeptLines.LONGEST))).isTrue();
    assertThat(KeptLines.keeps("x".repeat(KeptLines.LONGEST + 1))).isFalse();
  }

  @Test
  void eachPrincipalAndKernelHasItsFile() {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Surroundings at =
        new Surroundings(none, none, InputStream.nullInputStream(), Map.of("XDG_STATE_HOME", "/state"), Path.of("/home/ada"), null, new Interrupts());
    GetStatusResponse ada = GetStatusResponse.newBuilder().setPrincipal("ada").build();
    Path first = HistoryFile.path(at, ada, Path.of("/run/a.sock"));
    assertThat(first.toString()).matches("/state/reeve/history-ada-[0-9a-f]{12}");
    assertThat(HistoryFile.path(at, ada, Path.of("/run/b.sock"))).isNotEqualTo(first);
    assertThat(HistoryFile.path(at, ada.toBuilder().setPrincipal("../bob").build(), Path.of("/run/a.sock")).getFileName().toString())
        .startsWith("history-.._bob-");
    Path known = HistoryFile.path(at, ada.toBuilder().setKernelId("k").build(), Path.of("/run/a.sock"));
    assertThat(HistoryFile.path(at, ada.toBuilder().setKernelId("k").build(), Path.of("/tmp/forwarded.sock"))).isEqualTo(known).isNotEqualTo(first);
  }
}
