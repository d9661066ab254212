package dev.reeve.cli.demo;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.config.ConfigFiles;
import dev.reeve.cli.config.Setting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Types lines at the command tree against one home, with nothing else configured, showing each line and, indented, what it prints. */
final class Typist {

  /** What came of a line. */
  record Told(int exit, String out, String err) {

    boolean ok() {
      return exit == 0;
    }

    /** The first line of the error, without the program's name. */
    String error() {
      return err.lines().filter(line -> line.startsWith("reeve: ")).findFirst().map(line -> line.substring("reeve: ".length())).orElse("");
    }
  }

  /** The demo is to end, by the user's wish. */
  static final class Interrupted extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;
  }

  private final Invocation call;
  private final Surroundings surroundings;
  private final PrintStream shown;

  /** @param shown where lines and what they print are shown */
  Typist(Invocation call, Path home, PrintStream shown) {
    this.call = call;
    this.shown = shown;
    Map<String, String> environment = new HashMap<>(call.surroundings().environment());
    for (Setting setting : Setting.values()) {
      environment.remove(setting.variable());
    }
    String none = home.resolve("no-settings.toml").toString();
    environment.put(ConfigFiles.USER_VARIABLE, none);
    environment.put(ConfigFiles.SYSTEM_VARIABLE, none);
    environment.put("REEVE_HOME", home.toString());
    Surroundings own = call.surroundings();
    this.surroundings =
        new Surroundings(
            own.out(), own.err(), InputStream.nullInputStream(), environment, own.userHome(), own.distribution(), own.interrupts());
  }

  /**
   * Types a line that is shown.
   *
   * @throws Interrupted when the user interrupted
   */
  Told type(String... words) {
    endIfInterrupted();
    shown.println("$ reeve " + Arrays.stream(words).map(Typist::quoted).collect(Collectors.joining(" ")));
    Told told = run(shown, words);
    endIfInterrupted();
    return told;
  }

  private void endIfInterrupted() {
    if (surroundings.interrupts().fired()) {
      throw new Interrupted();
    }
  }

  /** Types a line that is not shown, also after an interrupt. */
  Told typeUnseen(String... words) {
    return run(OutputStream.nullOutputStream(), words);
  }

  private Told run(OutputStream to, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = call.run(List.of(words), surroundings.with(stream(out, to), stream(err, to), surroundings.in()));
    return new Told(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(OutputStream kept, OutputStream shown) {
    return new PrintStream(new Indented(kept, shown), true, StandardCharsets.UTF_8);
  }

  /** A word as a shell takes it. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_/.:=@,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Keeps what is written, and shows it with each line indented by two. */
  private static final class Indented extends OutputStream {

    private final OutputStream kept;
    private final OutputStream shown;
    private boolean begins = true;

    Indented(OutputStream kept, OutputStream shown) {
      this.kept = kept;
      this.shown = shown;
    }

    @Override
    public void write(int b) throws IOException {
      kept.write(b);
      if (begins && b != '\n') {
        shown.write(' ');
        shown.write(' ');
      }
      shown.write(b);
      begins = b == '\n';
    }

    @Override
    public void flush() throws IOException {
      shown.flush();
    }
  }
}
