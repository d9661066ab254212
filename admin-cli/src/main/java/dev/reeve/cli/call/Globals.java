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
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The options every command takes, in any place of the line. */
public final class Globals {

  private final Surroundings surroundings;
  private @Nullable Settings settings;

  private final Held<KernelWord> home = new Held<>();
  private final Held<KernelWord> socket = new Held<>();
  private final Held<KernelWord> context = new Held<>();
  private final Held<String> as = new Held<>();
  private final Held<String> key = new Held<>();
  private final Held<Path> passphraseFile = new Held<>();
  private final Held<String> approval = new Held<>();
  private final Held<Format> format = new Held<>();
  private final Held<Boolean> noHeader = new Held<>();
  private final Held<List<String>> columns = new Held<>();
  private final Held<Boolean> watch = new Held<>();
  private final Held<Duration> every = new Held<>();
  private final Held<Colours.When> color = new Held<>();
  private final Held<Boolean> noPager = new Held<>();
  private final Held<Duration> timeout = new Held<>();
  private final Held<Boolean> waitApproval = new Held<>();
  private final Held<Boolean> approve = new Held<>();
  private final Held<Boolean> noInput = new Held<>();
  private final Held<Boolean> yes = new Held<>();
  private final Held<Boolean> readonly = new Held<>();
  private final Held<Boolean> quiet = new Held<>();
  private final Held<Boolean> verbose = new Held<>();
  private final Held<Boolean> help = new Held<>();

  Globals(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The options, for the root to mix in: made without annotations, since the first that is read costs a tenth of a start. */
  public CommandSpec mixin() {
    CommandSpec spec = CommandSpec.create();
    add(spec, option(home, KernelWord.class, "DIR", "--home").converters(new KernelWord.OfPath()),
        "Tree of the kernel, before REEVE_HOME; its socket is DIR/run/kernel.sock.");
    add(spec, option(socket, KernelWord.class, "PATH", "--socket").converters(new KernelWord.OfPath()),
        "Socket of the kernel, before REEVE_SOCKET.");
    add(spec, option(context, KernelWord.class, "NAME", "--context").converters(new KernelWord.OfContext()),
        "The kernel of this name, before REEVE_CONTEXT; see 'reeve context'. The last of this, --home and --socket counts.");
    add(spec, option(as, String.class, "PRINCIPAL", "--as"),
        "Act as this principal, if entitled to.");
    add(spec, option(key, String.class, "FILE|agent|agent:ID", "--with-key"),
        "Prove this key first, before REEVE_KEY: be the principal it belongs to. A key file, the only Ed25519 key of ssh-agent, or the one "
            + "of this id or fingerprint.");
    add(spec, option(passphraseFile, Path.class, "FILE", "--passphrase-file"),
        "File with the passphrase of the key alone, before REEVE_PASSPHRASE_FILE; default: typed at the terminal.");
    add(spec, option(approval, String.class, "ID", "--approval").converters(new ApprovalOption()),
        "Do it with this approval, which the refusal named, or with several between commas.");
    add(spec, option(format, Format.class, "FORMAT", "-o", "--output"),
        "One of ${COMPLETION-CANDIDATES}; default table.");
    add(spec, flag(noHeader, "--no-header"),
        "Tables without their header.");
    add(spec, option(columns, List.class, "C1,C2", "--columns").auxiliaryTypes(String.class).splitRegex(","),
        "Only these columns of a table, in this order; -o wide shows which there are.");
    add(spec, flag(watch, "--watch"),
        "Run a command that reads again and again, until Ctrl-C.");
    add(spec, option(every, Duration.class, "D", "--every").converters(new DurationWord()),
        "Time between the runs of --watch, at least 200ms; default 2s.");
    add(spec, option(color, Colours.When.class, "WHEN", "--color"),
        "auto, always or never. auto: on a terminal, unless NO_COLOR, CLICOLOR=0 or TERM=dumb; CLICOLOR_FORCE anywhere.");
    add(spec, flag(noPager, "--no-pager"),
        "Do not page what is longer than the terminal.");
    add(spec, option(timeout, Duration.class, "D", "--timeout").converters(new DurationWord()),
        "How long a call, a wait or a run may take, such as 30s or 2h30m.");
    add(spec, flag(waitApproval, "--wait-approval"),
        "Where an approval is needed, wait until somebody answers; at a terminal that is done anyway.");
    add(spec, flag(approve, "--approve"),
        "Where an approval is needed and one may answer oneself, show the question and answer it with the key of --with-key.");
    add(spec, flag(noInput, "--no-input"),
        "Never read from standard input.");
    add(spec, flag(yes, "-y", "--yes"),
        "Do not ask whether to go on.");
    add(spec, flag(readonly, "--readonly"),
        "Refuse what changes anything, before anything is called.");
    add(spec, flag(quiet, "-q", "--quiet"),
        "Print only results and errors.");
    add(spec, flag(verbose, "-v", "--verbose"),
        "Print codes, request ids and times as well.");
    add(spec, flag(help, "-h", "--help").usageHelp(true),
        "Print what this command takes.");
    return spec;
  }

  private static void add(CommandSpec spec, OptionSpec.Builder option, String description) {
    spec.addOption(option.description(description).scopeType(ScopeType.INHERIT).build());
  }

  private static OptionSpec.Builder option(Held<?> held, Class<?> type, String label, String... names) {
    return OptionSpec.builder(names[0], Arrays.copyOfRange(names, 1, names.length)).type(type).paramLabel(label).getter(held).setter(held);
  }

  private static OptionSpec.Builder flag(Held<Boolean> held, String... names) {
    return option(held, boolean.class, "", names);
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
      case CONTEXT -> KernelWord.last(context.value(), home.value(), socket.value());
      case SOCKET -> KernelWord.last(socket.value(), context.value());
      case HOME -> KernelWord.last(home.value(), context.value());
      case PRINCIPAL -> as.value();
      case KEY -> key.value();
      case PASSPHRASE_FILE -> text(passphraseFile.value());
      case OUTPUT -> text(format.value());
      case TIMEOUT -> timeoutText();
      case NO_INPUT -> noInput.on() ? "true" : null;
      case COLOR -> text(color.value());
      case PAGER, SSH_PROGRAM -> null;
    };
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private @Nullable String timeoutText() {
    Duration said = timeout.value();
    return said == null ? null : said.toMillis() + "ms";
  }

  /** The shape answers are printed in. */
  public Format format() {
    Format said = format.value();
    return said == null ? Format.valueOf(settings().certain(Setting.OUTPUT)) : said;
  }

  /** How answers are printed. */
  public Look look() {
    return new Look(format(), !noHeader.on(), columns.or(List.of()), surroundings.colours(color()), Instant.now());
  }

  /** Whether to run a reading command again and again. */
  public boolean watch() {
    return watch.on();
  }

  /** Time between those runs. */
  public Duration every() {
    return every.or(Duration.ofSeconds(2));
  }

  /** When to colour. */
  public Colours.When color() {
    Colours.When said = color.value();
    return said == null ? Colours.When.valueOf(settings().certain(Setting.COLOR)) : said;
  }

  /** The program that pages what is longer than the terminal; null: none may. */
  @Nullable Pager pager() {
    return noPager.on() || noInput() ? null : Pager.of(this::variable);
  }

  /** A variable of the environment; what is configured as the pager takes the place of REEVE_PAGER, which may be empty to forbid one. */
  private @Nullable String variable(String name) {
    String said = surroundings.variable(name);
    return said == null && name.equals(Setting.PAGER.variable()) ? settings().value(Setting.PAGER) : said;
  }

  public boolean noInput() {
    return noInput.on() || settings().certain(Setting.NO_INPUT).equals("true");
  }

  /** Whether questions are answered with yes without being asked. */
  public boolean yes() {
    return yes.on();
  }

  /** Whether to wait for an approval, even where nobody sits there. */
  public boolean waitApproval() {
    return waitApproval.on();
  }

  /** Whether to answer oneself what is asked on the way. */
  public boolean approve() {
    return approve.on();
  }

  /** Whether commands that change something are refused. */
  public boolean readonly() {
    return readonly.on();
  }

  public boolean quiet() {
    return quiet.on();
  }

  public boolean verbose() {
    return verbose.on();
  }

  /** What --timeout said; null when it was not given. */
  public @Nullable Duration timeout() {
    return timeout.value();
  }

  public Duration timeoutOr(Duration otherwise) {
    return timeout.or(otherwise);
  }

  /** Longest wait for the answer of a call: --timeout, else what is configured. */
  public Duration deadline() {
    Duration said = timeout.value();
    return said == null ? DurationText.parse(settings().certain(Setting.TIMEOUT)) : said;
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
    return passphraseFile.value();
  }

  /** File with the passphrase of the key; null: none is named. */
  @Nullable Path passphraseFileToRead() {
    String file = settings().value(Setting.PASSPHRASE_FILE);
    return file == null ? null : Path.of(file);
  }

  /** The approval to do it with; empty: none. */
  public String approval() {
    return approval.or("");
  }

  /** Those options that were given, as words to begin another line with. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    add(words, "--context", typed(Setting.CONTEXT));
    add(words, "--home", typed(Setting.HOME));
    add(words, "--socket", typed(Setting.SOCKET));
    add(words, "--as", as.value());
    add(words, "--with-key", key.value());
    add(words, "--passphrase-file", passphraseFile.value());
    add(words, "--approval", approval.value());
    add(words, "--output", format.value());
    if (noHeader.on()) {
      words.add("--no-header");
    }
    add(words, "--columns", columns.on() ? String.join(",", columns.or(List.of())) : null);
    add(words, "--color", color.value());
    if (noPager.on()) {
      words.add("--no-pager");
    }
    add(words, "--timeout", timeoutText());
    if (waitApproval.on()) {
      words.add("--wait-approval");
    }
    if (approve.on()) {
      words.add("--approve");
    }
    if (noInput.on()) {
      words.add("--no-input");
    }
    if (yes.on()) {
      words.add("--yes");
    }
    if (readonly.on()) {
      words.add("--readonly");
    }
    if (quiet.on()) {
      words.add("--quiet");
    }
    if (verbose.on()) {
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
