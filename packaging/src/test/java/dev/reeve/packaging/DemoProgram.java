package dev.reeve.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.kernel.agent.Manifest;
import dev.reeve.kernel.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The program of a manifest for the runtime {@code process}, run unconfined in a folder of a test. */
final class DemoProgram {

  private final Path folder;
  private final List<String> command;

  /** Puts the manifest's files into the folder. */
  DemoProgram(Manifest manifest, Path folder) throws IOException {
    this.folder = folder;
    this.command = ((List<?>) part(manifest, "command")).stream().map(String::valueOf).toList();
    for (Map.Entry<?, ?> file : ((Map<?, ?>) part(manifest, "files")).entrySet()) {
      Files.writeString(folder.resolve(String.valueOf(file.getKey())), String.valueOf(file.getValue()));
    }
  }

  private static Object part(Manifest manifest, String key) {
    return Objects.requireNonNull(manifest.runtime().get(key), key);
  }

  /** What it does with an input, JSON text. */
  Finished on(String input) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("input.json"), input, UTF_8);
    return Finished.run(folder, Map.of("REEVE_INPUT", file.toString()), command);
  }

  /** The value of the last output message that it printed. */
  static @Nullable Object output(Finished run) throws JsonText.NotJsonException {
    List<String> lines = run.out().lines().filter(line -> line.startsWith("{\"type\":\"output\"")).toList();
    return JsonText.parseObject(lines.getLast()).get("value");
  }
}
