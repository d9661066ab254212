package dev.reeve.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fuzzing kept, and what is known to drive terminals, through the targets again, whole and damaged. {@code mvn -Pfuzz} looks for more. */
@Timeout(300)
class HostileTextTest {

  private static final int DAMAGES = 60;
  private static final int DAMAGES_THROUGH_COMMANDS = 4;

  private static List<byte[]> corpus() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("reeve.root", "."), "admin-cli/src/test/resources/fuzz/text"))) {
      List<byte[]> inputs = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        inputs.add(Files.readAllBytes(file));
      }
      assertThat(inputs).hasSizeGreaterThan(10);
      return inputs;
    }
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] damaged = Arrays.copyOf(whole, whole.length + random.nextInt(3));
    for (int flips = random.nextInt(4); flips >= 0 && damaged.length > 0; flips--) {
      damaged[random.nextInt(damaged.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : "\u001b\n\t\\\"]P[^_u".charAt(random.nextInt(11)));
    }
    return damaged;
  }

  @Test
  void everyClassThatPrintsHoldsItsPromises() throws IOException {
    for (byte[] input : corpus()) {
      PrintedTextFuzz.fuzzerTestOneInput(input);
      Random random = new Random(input.length);
      for (int i = 0; i < DAMAGES; i++) {
        PrintedTextFuzz.fuzzerTestOneInput(damaged(input, random));
      }
    }
  }

  @Test
  void everyCommandHoldsThemInEveryFormat() {
    KernelTextFuzz.every("\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\u2066\udb40\udc41\u200b a\n\tb\\\"e\u0301\u0301\u0301\u0301\u0301".getBytes(StandardCharsets.UTF_8), KernelTextFuzz.FORMATS);
  }

  @Test
  void everyCommandHoldsThemForWhatWasFound() throws IOException {
    Random random = new Random(7);
    for (byte[] input : corpus()) {
      for (int i = 0; i < DAMAGES_THROUGH_COMMANDS; i++) {
        byte[] damaged = damaged(input, random);
        byte[] chosen = new byte[damaged.length + 2];
        random.nextBytes(chosen);
        System.arraycopy(damaged, 0, chosen, 2, damaged.length);
        KernelTextFuzz.fuzzerTestOneInput(chosen);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "\u001b[2J", "\u0007", "\u009b1m", "\u007f", "\r", "a\u202eb", "a\u2066b", "a\u200eb", "a\u061cb", "a\u200bb", "a\u2028b", "a\udb40\udc41b", "a\ue000b", "\ud800",
    "a\u0301\u0301\u0301\u0301\u0301", " \u0301", "\u0301", "a\ufe0f", "a\u115fb", "a\u2800b", "\uffff"
  })
  void whatJudgesThemLetsNoneOfTheseThrough(String text) {
    assertThatThrownBy(() -> Allowed.text(text, "here")).isInstanceOf(AssertionError.class).hasMessageContaining("here: U+");
  }

  @Test
  void whatJudgesThemLetsTextThrough() {
    Allowed.text("Gr\u00fc\u00dfe, \u65e5\u672c\t\ud83d\ude80 e\u0301 \u26a0\ufe0f\n".getBytes(StandardCharsets.UTF_8), "here");
    Allowed.drawn("\r\u001b[Kso\r\u001b[K\u001b[32m+x\u001b[0m", "here");
    assertThatThrownBy(() -> Allowed.text(new byte[] {(byte) 0xc2}, "here")).hasMessageContaining("no UTF-8");
    assertThatThrownBy(() -> Allowed.drawn("\u001b[5m", "here")).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> Allowed.line("a\nb", "here")).isInstanceOf(AssertionError.class);
  }
}
