package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What fuzzing kept, through the targets again, each file whole and with a thousand small damages. {@code mvn -Pfuzz} looks for more. */
class FuzzCorpusTest {

  private static final int DAMAGES = 1_000;
  private static final Map<String, Consumer<byte[]>> TARGETS = Map.of(
      "pattern", PatternFuzz::fuzzerTestOneInput, "profile", ProfileFuzz::fuzzerTestOneInput, "groups", GroupsFuzz::fuzzerTestOneInput);

  private static Path corpus() {
    return Path.of(System.getProperty("reeve.root", "."), "kernel/daemon/src/test/resources/fuzz");
  }

  @TestFactory
  Stream<DynamicTest> everyTargetHoldsItsPromises() {
    return TARGETS.entrySet().stream().map(target -> DynamicTest.dynamicTest(target.getKey(), () -> {
      List<Path> inputs;
      try (Stream<Path> files = Files.list(corpus().resolve(target.getKey()))) {
        inputs = files.sorted().toList();
      }
      assertThat(inputs).hasSizeGreaterThan(3);
      for (Path input : inputs) {
        replay(target.getValue(), input);
      }
    }));
  }

  private static void replay(Consumer<byte[]> target, Path input) throws IOException {
    byte[] whole = Files.readAllBytes(input);
    target.accept(whole);
    Random random = new Random(whole.length);
    for (int i = 0; i < Math.min(DAMAGES, 40 * whole.length); i++) {
      byte[] damaged = whole.clone();
      for (int flips = random.nextInt(3); flips >= 0 && damaged.length > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) (random.nextBoolean() ? "*:@/[]\"\n.#=-".charAt(random.nextInt(12)) : random.nextInt(256));
      }
      target.accept(damaged);
    }
  }
}
