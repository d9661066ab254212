package dev.reeve.tui.screen.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.tui.screen.Key;
import dev.reeve.tui.screen.State;
import dev.reeve.tui.screen.Topic;
import dev.reeve.tui.screen.source.KernelSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;

/** Paints screens of the kernel of a home, and compares them with files; {@code -Dreeve.docs.write=true} writes those anew. */
record ScreenDesk(Path home) {

  private static final Path FILES = Path.of(System.getProperty("reeve.root", ".."), "tui", "src", "test", "resources", "dev", "reeve", "tui", "screen");

  /** A screen of 80 columns and 16 lines after these keys. */
  String shot(Topic topic, String keys) {
    return shot(topic, keys, false, 80, 16);
  }

  String shot(Topic topic, String keys, boolean readonly, int width, int height) {
    try (KernelSource source = source()) {
      State begin = State.begin(new State.Given(readonly, source.keyId()), topic, width, height, ScreenKernel.NOW);
      Snapshot shot = Snapshot.of(begin, Key.parse(keys), source);
      assertThat(shot.lines()).hasSize(height);
      return shot.lines().stream().map(line -> line.stripTrailing() + "\n").collect(Collectors.joining());
    }
  }

  KernelSource source() {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Surroundings surroundings =
        new Surroundings(none, none, InputStream.nullInputStream(), Map.of("REEVE_HOME", home.toString()), home, null, new Interrupts());
    return new KernelSource(new Invocation(surroundings, ReeveCommand::execute), InstantSource.fixed(ScreenKernel.NOW));
  }

  /** That a screen is the one in a file. */
  static void same(String name, String shot) throws IOException {
    Path file = FILES.resolve(name + ".txt");
    if (Boolean.getBoolean("reeve.docs.write")) {
      Files.writeString(file, shot);
    }
    assertThat(file).as("run it with -Dreeve.docs.write=true and look at what changed").content().isEqualTo(shot);
  }
}
