package dev.reeve.tui.screen.show;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.Colours;
import dev.reeve.client.ReeveException;
import dev.reeve.tui.OwnTerminal;
import dev.reeve.tui.screen.Key;
import dev.reeve.tui.screen.Painter;
import dev.reeve.tui.screen.State;
import dev.reeve.tui.screen.Topic;
import dev.reeve.tui.screen.source.KernelSource;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve ui}: the screens. */
@Command(
    name = UiCommand.NAME,
    description = {
      "Screens on one key each: runs, approvals, agents, groups, caps, quotas, capsules, audit, events. '/' filters, ':' goes, '?' helps.",
      "With --readonly it has no keys that change something.",
      "With --snapshot a screen is printed as text, as it is after the keys of --keys, and nothing of a terminal is needed."
    })
public final class UiCommand implements Callable<Integer> {

  static final String NAME = "ui";

  /** Size of a terminal that does not tell its own, such as a serial console. */
  private static final Size UNTOLD = Size.of(80, 24);

  private static final int LARGEST = 1_000;

  private final Invocation call;
  private final InstantSource clock;

  @Parameters(
      paramLabel = "SCREEN",
      arity = "0..1",
      defaultValue = "runs",
      description = "Where to begin: runs, approvals, agents, groups, caps, quotas, capsules, audit or events; default runs.")
  private String screen = "";

  @Option(names = "--snapshot", description = "Print the screen as text and end.")
  private boolean snapshot;

  @Option(names = "--width", paramLabel = "N", defaultValue = "80", description = "With --snapshot: columns, from 40 to 1000; default 80.")
  private int width;

  @Option(names = "--height", paramLabel = "N", defaultValue = "24", description = "With --snapshot: lines, from 8 to 1000; default 24.")
  private int height;

  @Option(names = "--filter", paramLabel = "T", defaultValue = "", description = "Show only what contains this text.")
  private String filter = "";

  @Option(
      names = "--keys",
      paramLabel = "K",
      defaultValue = "",
      description = "With --snapshot: keys to press first, such as 's<down><enter>'.")
  private String keys = "";

  UiCommand(Invocation call, InstantSource clock) {
    this.call = call;
    this.clock = clock;
  }

  /** Opens the key that was given before the terminal is taken: its passphrase may have to be typed. */
  @Override
  public Integer call() throws IOException {
    Topic topic =
        Topic.named(screen)
            .orElseThrow(
                () ->
                    ReeveException.usage(
                        "there is no screen '" + screen + "'", "one of " + Stream.of(Topic.values()).map(Topic::word).collect(Collectors.joining(", "))));
    List<Key> pressed = Key.parse(keys);
    check();
    try (KernelSource source = new KernelSource(call, clock)) {
      State begin =
          State.begin(new State.Given(call.globals().readonly(), source.keyId()), topic, width, height, clock.instant()).filtered(filter);
      if (snapshot) {
        print(Snapshot.of(begin, pressed, source));
      } else {
        show(begin, source);
      }
    }
    return 0;
  }

  private void check() {
    if (!snapshot && !keys.isEmpty()) {
      throw ReeveException.usage("--keys goes with --snapshot", "press them");
    }
    if (width < Painter.NARROWEST || width > LARGEST || height < Painter.LOWEST || height > LARGEST) {
      throw ReeveException.usage(
          "a screen of " + width + "x" + height + " cannot be painted",
          "give --width from " + Painter.NARROWEST + " and --height from " + Painter.LOWEST + ", each up to " + LARGEST);
    }
  }

  private void print(Snapshot shot) {
    if (call.output().table()) {
      shot.lines().forEach(line -> call.output().line(line.stripTrailing()));
    } else {
      call.output().one(shot, Snapshot.VIEW);
    }
  }

  private void show(State begin, KernelSource source) throws IOException {
    if (Around.SHELL.isBound()) {
      Around around = Around.SHELL.get();
      around.covered().accept(true);
      try {
        show(begin, source, around.terminal());
      } finally {
        around.covered().accept(false);
      }
      return;
    }
    if (!OwnTerminal.is(call.surroundings()) || call.globals().noInput()) {
      throw unable("there is no terminal to show it on");
    }
    try (Terminal terminal = TerminalBuilder.builder().name("reeve").system(true).dumb(true).nativeSignals(true).build()) {
      show(begin, source, terminal);
    }
  }

  private void show(State begin, KernelSource source, Terminal terminal) {
    if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
      throw unable("a terminal of type '" + terminal.getType() + "' cannot move its cursor");
    }
    if (terminal.getColumns() <= 0 || terminal.getRows() <= 0) {
      terminal.setSize(UNTOLD);
    }
    State unused = new Stage(terminal, source, clock, begin, coloured()).show();
  }

  private static ReeveException unable(String why) {
    return ReeveException.usage(why, "print a screen as text: reeve ui SCREEN --snapshot");
  }

  private boolean coloured() {
    return Colours.of(call.surroundings()::variable, true, call.globals().color()).on();
  }
}
