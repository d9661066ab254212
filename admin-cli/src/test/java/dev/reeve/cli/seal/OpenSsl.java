package dev.reeve.cli.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The system's {@code openssl} program, run in a folder. */
record OpenSsl(Path folder) {

  /** What it printed, both streams. */
  record Answer(int exit, String text) {}

  Answer run(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("openssl ends").isTrue();
      return new Answer(process.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException("these tests need the program 'openssl' (Debian: apt-get install openssl)", e);
    }
  }

  void must(String... arguments) throws InterruptedException {
    Answer answer = run(arguments);
    assertThat(answer.exit()).as("openssl %s: %s", String.join(" ", arguments), answer.text()).isZero();
  }
}
