package dev.reeve.cli.call;

import dev.reeve.cli.config.Setting;
import dev.reeve.cli.config.Settings;
import dev.reeve.cli.output.Colours;
import dev.reeve.cli.output.DurationText;
import dev.reeve.cli.output.Format;
import dev.reeve.cli.output.Look;
import dev.reeve.cli.output.Pager;
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

  private final Surroundings surroundings;
  private @Nullable Settings settings;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      converter = KernelWord.OfPath.class,
      scope = ScopeType.INHERIT,
      description = "Tree of the kernel, before REEVE_HOME; its socket is DIR/run/kernel.sock.")
  @Nullable KernelWord home;

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      converter = KernelWord.OfPath.class,
      scope = ScopeType.INHERIT,
      description = "Socket of the kernel, before REEVE_SOCKET.")
  @Nullable KernelWord socket;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      converter = KernelWord.OfContext.class,
      scope = ScopeType.INHERIT,
      description = "The kernel of this name, before REEVE_CONTEXT; see 'reeve context'. The last of this, --home and --socket counts.")
  @Nullable KernelWord context;

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
      description = "One of ${COMPLETION-CANDIDATES}; default table.")
  @Nullable Format format;

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
      names = "--watch",
      scope = ScopeType.INHERIT,
      description = "Run a command that reads again and again, until Ctrl-C.")
  boolean watch;

  @Option(
      names = "--every",
      paramLabel = "D",
      converter = DurationWord.class,
      scope = ScopeType.INHERIT,
      description = "Time between the runs of --watch, at least 200ms; default 2s.")
  @Nullable Duration every;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = ScopeType.INHERIT,
      description = "auto, always or never. auto: on a terminal, unless NO_COLOR, CLICOLOR=0 or TERM=dumb; CLICOLOR_FORCE anywhere.")
  Colours.@Nullable When color;

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

  @Option(names = "--readonly", scope = ScopeType.INHERIT, description = "Refuse what changes anything, before anything is called.")
  boolean readonly;

  @Option(names = {"-q", "--quiet"}, scope = ScopeType.INHERIT, description = "Print only results and errors.")
  boolean quiet;

  @Option(names = {"-v", "--verbose"}, scope = ScopeType.INHERIT, description = "Print codes, request ids and times as well.")
  boolean verbose;

  @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Print what this command takes.")
  boolean help;

  Globals(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** What is said of every setting, on the line, in the environment and in files. */
  public Settings settings() {
    Settings known = settings;
    if (known == null) {
      known = new Settings(this::typed, surroundings.environment(), surroundings.kept().files());
      settings = known;
    }
    return known;
  }

  /** What the line says of a setting; null: nothing. */
  public @Nullable String typed(Setting setting) {
    return switch (setting) {
      case CONTEXT -> KernelWord.last(context, home, socket);
      case SOCKET -> KernelWord.last(socket, context);
      case HOME -> KernelWord.last(home, context);
      case PRINCIPAL -> as;
      case KEY -> key;
      case PASSPHRASE_FILE -> passphraseFile == null ? null : passphraseFile.toString();
      case OUTPUT -> format == null ? null : format.name();
      case TIMEOUT -> timeout == null ? null : timeout.toMillis() + "ms";
      case NO_INPUT -> noInput ? "true" : null;
      case COLOR -> color == null ? null : color.name();
      case PAGER, SSH_PROGRAM -> null;
    };
  }

  /** The shape answers are printed in. */
  public Format format() {
    return format == null ? Format.valueOf(settings().certain(Setting.OUTPUT)) : format;
  }

  /** How answers are printed. */
  public Look look() {
    return new Look(format(), !noHeader, columns == null ? List.of() : columns, surroundings.colours(color()), Instant.now());
  }

  /** Whether to run a reading command again and again. */
  public boolean watch() {
    return watch;
  }

  /** Time between those runs. */
  public Duration every() {
    return every == null ? Duration.ofSeconds(2) : every;
  }

  /** When to colour. */
  public Colours.When color() {
    return color == null ? Colours.When.valueOf(settings().certain(Setting.COLOR)) : color;
  }

  /** The program that pages what is longer than the terminal; null: none may. */
  @Nullable Pager pager() {
    return noPager || noInput() ? null : Pager.of(this::variable);
  }

  /** A variable of the environment; what is configured as the pager takes the place of REEVE_PAGER, which may be empty to forbid one. */
  private @Nullable String variable(String name) {
    String said = surroundings.variable(name);
    return said == null && name.equals(Setting.PAGER.variable()) ? settings().value(Setting.PAGER) : said;
  }

  public boolean noInput() {
    return noInput || settings().certain(Setting.NO_INPUT).equals("true");
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

  /** Whether commands that change something are refused. */
  public boolean readonly() {
    return readonly;
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

  /** Longest wait for the answer of a call: --timeout, else what is configured. */
  public Duration deadline() {
    return timeout == null ? DurationText.parse(settings().certain(Setting.TIMEOUT)) : timeout;
  }

  /** Longest wait for the answer of a call where --timeout bounds something else, such as a run: what is configured. */
  public Duration oneCall() {
    return DurationText.parse(settings().configured(Setting.TIMEOUT));
  }

  /** Home of a kernel to start: what is said, else the user's. */
  Path homeToStart() {
    Path said = settings().home();
    Path chosen = said == null ? surroundings.userHome().resolve(".reeve") : said;
    return chosen.toAbsolutePath().normalize();
  }

  /** The principal to act as; null: whom the kernel takes the process for. */
  public @Nullable String principal() {
    return settings().value(Setting.PRINCIPAL);
  }

  /** The key to prove, as it is named; null: none. */
  @Nullable String key() {
    return settings().value(Setting.KEY);
  }

  /** What --passphrase-file said; null when it was not given. */
  public @Nullable Path passphraseFile() {
    return passphraseFile;
  }

  /** File with the passphrase of the key; null: none is named. */
  @Nullable Path passphraseFileToRead() {
    String file = settings().value(Setting.PASSPHRASE_FILE);
    return file == null ? null : Path.of(file);
  }

  /** The approval to do it with; empty: none. */
  public String approval() {
    return approval == null ? "" : approval;
  }

  /** Those options that were given, as words to begin another line with. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    add(words, "--context", typed(Setting.CONTEXT));
    add(words, "--home", typed(Setting.HOME));
    add(words, "--socket", typed(Setting.SOCKET));
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
    if (readonly) {
      words.add("--readonly");
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
