package dev.reeve.cli.call;

import dev.reeve.cli.output.Format;
import dev.reeve.client.SocketPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options every command takes, in any place of the line. */
public final class Globals {

  /** Longest wait for the answer of a call, unless --timeout says otherwise. */
  public static final Duration DEADLINE = Duration.ofSeconds(30);

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Tree of the kernel, before REEVE_HOME; its socket is DIR/run/kernel.sock.")
  @Nullable Path home;

  @Option(names = "--socket", paramLabel = "PATH", scope = ScopeType.INHERIT, description = "Socket of the kernel.")
  @Nullable Path socket;

  @Option(names = "--as", paramLabel = "PRINCIPAL", scope = ScopeType.INHERIT, description = "Act as this principal, if entitled to.")
  @Nullable String as;

  @Option(
      names = "--with-key",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Prove this key first, before REEVE_KEY: be the principal it belongs to.")
  @Nullable Path key;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      description = "One of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  Format format = Format.table;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      converter = DurationWord.class,
      scope = ScopeType.INHERIT,
      description = "How long a call, a wait or a run may take, such as 30s or 2h30m.")
  @Nullable Duration timeout;

  @Option(
      names = "--approval",
      paramLabel = "ID",
      scope = ScopeType.INHERIT,
      description = "Do what needed an approval by this one.")
  @Nullable String approval;

  @Option(
      names = "--wait-approval",
      scope = ScopeType.INHERIT,
      description = "Where an approval is needed, wait until somebody answers; at a terminal that is done anyway.")
  boolean waitApproval;

  @Option(
      names = "--approve",
      scope = ScopeType.INHERIT,
      description = "Where an approval is needed and one may answer oneself, show the question and answer it with the key of --with-key.")
  boolean approve;

  @Option(names = "--no-input", scope = ScopeType.INHERIT, description = "Never read from standard input.")
  boolean noInput;

  @Option(names = {"-y", "--yes"}, scope = ScopeType.INHERIT, description = "Do not ask whether to go on.")
  boolean yes;

  @Option(names = {"-q", "--quiet"}, scope = ScopeType.INHERIT, description = "Print only results and errors.")
  boolean quiet;

  @Option(names = {"-v", "--verbose"}, scope = ScopeType.INHERIT, description = "Print codes, request ids and times as well.")
  boolean verbose;

  @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Print what this command takes.")
  boolean help;

  public @Nullable Path home() {
    return home;
  }

  public Format format() {
    return format;
  }

  public boolean noInput() {
    return noInput;
  }

  /** Whether questions are answered with yes without being asked. */
  public boolean yes() {
    return yes;
  }

  /** Approval to do things by; null: none. */
  public @Nullable String approval() {
    return approval;
  }

  /** Whether to wait for an approval, even where nobody sits there. */
  public boolean waitApproval() {
    return waitApproval;
  }

  /** Whether to answer oneself what is asked on the way. */
  public boolean approve() {
    return approve;
  }

  public boolean quiet() {
    return quiet;
  }

  public boolean verbose() {
    return verbose;
  }

  /** What --timeout said; null when it was not given. */
  public @Nullable Duration timeout() {
    return timeout;
  }

  public Duration timeoutOr(Duration otherwise) {
    return timeout == null ? otherwise : timeout;
  }

  /** Socket of the kernel that is meant. */
  Path socketPath(Surroundings surroundings) {
    return SocketPath.resolve(socket, home, surroundings.variable("REEVE_HOME"), surroundings.userHome());
  }

  /** Home of a kernel to start: the option, else the environment's, else the user's. */
  Path homeToStart(Surroundings surroundings) {
    String environment = surroundings.variable("REEVE_HOME");
    Path chosen =
        home != null
            ? home
            : environment != null && !environment.isEmpty() ? Path.of(environment) : surroundings.userHome().resolve(".reeve");
    return chosen.toAbsolutePath().normalize();
  }

  /** The principal to act as; null: whom the kernel takes the process for. */
  public @Nullable String principal() {
    return as;
  }

  /** File of the key to prove: the option, else the environment's; null: none. */
  @Nullable Path key(Surroundings surroundings) {
    String environment = surroundings.variable("REEVE_KEY");
    return key != null ? key : environment == null || environment.isEmpty() ? null : Path.of(environment);
  }

  /** These options as words, to begin another line with. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    add(words, "--home", home);
    add(words, "--socket", socket);
    add(words, "--as", as);
    add(words, "--with-key", key);
    add(words, "--output", format);
    add(words, "--timeout", timeout == null ? null : timeout.toMillis() + "ms");
    add(words, "--approval", approval);
    if (waitApproval) {
      words.add("--wait-approval");
    }
    if (approve) {
      words.add("--approve");
    }
    if (noInput) {
      words.add("--no-input");
    }
    if (yes) {
      words.add("--yes");
    }
    if (quiet) {
      words.add("--quiet");
    }
    if (verbose) {
      words.add("--verbose");
    }
    return words;
  }

  private static void add(List<String> words, String option, @Nullable Object value) {
    if (value != null) {
      words.add(option);
      words.add(value.toString());
    }
  }
}
