package dev.reeve.cli.call;

import dev.reeve.cli.output.Colours;
import dev.reeve.cli.output.Format;
import dev.reeve.cli.output.Look;
import dev.reeve.client.SocketPath;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
      paramLabel = "FILE|agent|agent:ID",
      scope = ScopeType.INHERIT,
      description =
          "Prove this key first, before REEVE_KEY: be the principal it belongs to. A key file, the only Ed25519 key of ssh-agent, or the one "
              + "of this id or fingerprint.")
  @Nullable String key;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "File with the passphrase of the key alone, before REEVE_PASSPHRASE_FILE; default: typed at the terminal.")
  @Nullable Path passphraseFile;

  @Option(
      names = "--approval",
      paramLabel = "ID",
      converter = ApprovalOption.class,
      scope = ScopeType.INHERIT,
      description = "Do it with this approval, which the refusal named, or with several between commas.")
  @Nullable String approval;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      description = "One of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  Format format = Format.table;

  @Option(names = "--no-header", scope = ScopeType.INHERIT, description = "Tables without their header.")
  boolean noHeader;

  @Option(
      names = "--columns",
      paramLabel = "C1,C2",
      split = ",",
      scope = ScopeType.INHERIT,
      description = "Only these columns of a table, in this order; -o wide shows which there are.")
  @Nullable List<String> columns;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = ScopeType.INHERIT,
      description = "auto, always or never. auto: on a terminal, unless NO_COLOR, CLICOLOR=0 or TERM=dumb; CLICOLOR_FORCE anywhere.")
  Colours.When color = Colours.When.auto;

  @Option(names = "--no-pager", scope = ScopeType.INHERIT, description = "Do not page what is longer than the terminal.")
  boolean noPager;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      converter = DurationWord.class,
      scope = ScopeType.INHERIT,
      description = "How long a call, a wait or a run may take, such as 30s or 2h30m.")
  @Nullable Duration timeout;

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

  /** How answers are printed. */
  public Look look(Surroundings surroundings) {
    return new Look(format, !noHeader, columns == null ? List.of() : columns, surroundings.colours(color), Instant.now());
  }

  /** When to colour. */
  public Colours.When color() {
    return color;
  }

  /** Whether what is longer than the terminal may be paged. */
  boolean paged() {
    return !noPager;
  }

  public boolean noInput() {
    return noInput;
  }

  /** Whether questions are answered with yes without being asked. */
  public boolean yes() {
    return yes;
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

  /** The key to prove, as it is named: the option, else the environment's; null: none. */
  @Nullable String key(Surroundings surroundings) {
    String environment = surroundings.variable("REEVE_KEY");
    return key != null ? key : environment == null || environment.isEmpty() ? null : environment;
  }

  /** What --passphrase-file said; null when it was not given. */
  public @Nullable Path passphraseFile() {
    return passphraseFile;
  }

  /** File with the passphrase of the key: the option, else the environment's; null: none. */
  @Nullable Path passphraseFile(Surroundings surroundings) {
    String environment = surroundings.variable("REEVE_PASSPHRASE_FILE");
    return passphraseFile != null ? passphraseFile : environment == null || environment.isEmpty() ? null : Path.of(environment);
  }

  /** The approval to do it with; empty: none. */
  public String approval() {
    return approval == null ? "" : approval;
  }

  /** These options as words, to begin another line with. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    add(words, "--home", home);
    add(words, "--socket", socket);
    add(words, "--as", as);
    add(words, "--with-key", key);
    add(words, "--passphrase-file", passphraseFile);
    add(words, "--approval", approval);
    add(words, "--output", format);
    if (noHeader) {
      words.add("--no-header");
    }
    add(words, "--columns", columns == null ? null : String.join(",", columns));
    add(words, "--color", color);
    if (noPager) {
      words.add("--no-pager");
    }
    add(words, "--timeout", timeout == null ? null : timeout.toMillis() + "ms");
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
