package dev.reeve.cli.call;

import dev.reeve.cli.output.Colours;
import dev.reeve.client.Keyring;
import dev.reeve.client.SshAgent;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds an invocation: streams, environment, home of the user, the folder of the distribution with {@code bin/}, {@code lib/},
 * {@code capsules/} and {@code examples/}, unknown when the classes run without one, where answers are typed, the keys opened so far,
 * and what is kept for lines within this one.
 */
public record Surroundings(
    PrintStream out,
    PrintStream err,
    InputStream in,
    Map<String, String> environment,
    Path userHome,
    @Nullable Path distribution,
    Interrupts interrupts,
    Screen screen,
    TypedInput typed,
    Keyring keys,
    Kept kept) {

  /** System property that names the folder of the distribution. */
  public static final String DISTRIBUTION = "reeve.dist";

  private static final String COLUMNS = "COLUMNS";
  private static final int USUAL_COLUMNS = 80;
  private static final int USUAL_LINES = 24;
  private static final int FEWEST_COLUMNS = 40;

  /** Surroundings whose streams may lead anywhere, with nobody to type what is not shown. */
  public Surroundings(
      PrintStream out,
      PrintStream err,
      InputStream in,
      Map<String, String> environment,
      Path userHome,
      @Nullable Path distribution,
      Interrupts interrupts) {
    this(out, err, in, environment, userHome, distribution, interrupts, Screen.UNKNOWN, TypedInput.NONE, keyring(environment),
        new Kept(environment, userHome));
  }

  /** The surroundings of this process, with these streams. */
  public static Surroundings ofProcess(PrintStream out, PrintStream err, InputStream in) {
    String dist = System.getProperty(DISTRIBUTION);
    return new Surroundings(
        out,
        err,
        in,
        System.getenv(),
        Path.of(System.getProperty("user.home", "/")),
        dist == null || dist.isEmpty() ? null : Path.of(dist).toAbsolutePath(),
        new Interrupts());
  }

  /** The same with other streams, which may lead anywhere. */
  public Surroundings with(PrintStream newOut, PrintStream newErr, InputStream newIn) {
    return new Surroundings(newOut, newErr, newIn, environment, userHome, distribution, interrupts, Screen.UNKNOWN, typed, keys, kept);
  }

  /** The same on a terminal of so many columns. */
  public Surroundings wide(int columns) {
    Map<String, String> known = new HashMap<>(environment);
    known.put(COLUMNS, Integer.toString(columns));
    return new Surroundings(out, err, in, known, userHome, distribution, interrupts, screen, typed, keys, kept);
  }

  /** The same, knowing where its streams lead. */
  public Surroundings on(Screen known) {
    return new Surroundings(out, err, in, environment, userHome, distribution, interrupts, known, typed, keys, kept);
  }

  /** The same, with somebody there to type answers. */
  public Surroundings asking(TypedInput terminal) {
    return new Surroundings(out, err, in, environment, userHome, distribution, interrupts, screen, terminal, keys, kept);
  }

  private static Keyring keyring(Map<String, String> environment) {
    return new Keyring(new SshAgent(environment.get("SSH_AUTH_SOCK")));
  }

  public @Nullable String variable(String name) {
    return environment.get(name);
  }

  /** Columns of the terminal, as the environment says; 80 where it does not say it sensibly. */
  public int columns() {
    String columns = variable(COLUMNS);
    int told = columns != null && columns.matches("[0-9]{1,4}") ? Integer.parseInt(columns) : USUAL_COLUMNS;
    return told < FEWEST_COLUMNS ? USUAL_COLUMNS : told;
  }

  /** Lines of the terminal, as the environment says; 24 where it does not say it sensibly. */
  public int lines() {
    String lines = variable("LINES");
    int told = lines != null && lines.matches("[0-9]{1,4}") ? Integer.parseInt(lines) : USUAL_LINES;
    return told < 2 ? USUAL_LINES : told;
  }

  /** Colours on standard output. */
  public Colours colours(Colours.When when) {
    return Colours.of(this::variable, screen.outTerminal(), when);
  }

  /** Whether traces of failures are wanted. */
  public boolean debug() {
    String debug = variable("REEVE_DEBUG");
    return debug != null && !debug.isEmpty();
  }
}
