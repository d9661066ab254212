package dev.reeve.tui.top;

import dev.reeve.cli.call.DurationWord;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.tui.OwnTerminal;
import dev.reeve.v1.GetFiguresRequest;
import dev.reeve.v1.GetFiguresResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reeve top}: at a terminal live, else one screen as text; in the formats for programs, the figures. */
@Command(
    name = TopCommand.NAME,
    description = {
      "What the kernel, its runs, those it serves and its capsules take and do, live; needs system:status.",
      "Keys: c m n e l sort by CPU, memory, name, errors, latency; r reverses; t next table; p pauses; ? helps; q or Ctrl-C quits.",
      "Without a terminal, with --once and in other formats than table it tells the figures once."
    })
public final class TopCommand implements Callable<Integer> {

  static final String NAME = "top";

  private static final Duration LOOKING = Duration.ofSeconds(5);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final int ROWS = 24;
  private static final int COLUMNS = 80;

  private static final TableView<GetFiguresResponse> FIGURES =
      TableView.of(figures -> Long.toString(figures.getProcess().getPid()));

  private final Invocation call;

  @Option(
      names = "--interval",
      paramLabel = "D",
      converter = DurationWord.class,
      defaultValue = "2s",
      description = "Time between looks, at least 100ms; default ${DEFAULT-VALUE}.")
  private Duration interval = Duration.ofSeconds(2);

  @Option(names = {"--once", "--snapshot"}, description = "Print one screen as text.")
  private boolean once;

  @Option(names = "--show", paramLabel = "TABLE", defaultValue = "runs", description = "Begin with one of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Pane pane = Pane.runs;

  @Option(names = "--sort", paramLabel = "BY", defaultValue = "cpu", description = "Begin by one of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Order order = Order.cpu;

  @Option(names = "--reverse", description = "Begin in reverse order.")
  private boolean reverse;

  private @Nullable KernelClient client;

  TopCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() throws IOException {
    if (interval.compareTo(SHORTEST) < 0) {
      throw ReeveException.usage("--interval is at least 100ms", "name a longer time");
    }
    Shot first = look();
    View view = new View(pane, order, reverse, interval);
    if (!call.output().table()) {
      call.output().one(first.figures(), FIGURES);
    } else if (once || !OwnTerminal.is(call.surroundings())) {
      print(first, view, call.surroundings().columns());
    } else {
      live(first, view);
    }
    return 0;
  }

  private void print(Shot shot, View view, int columns) {
    TopScreen.lines(Optional.empty(), shot, view, columns, ROWS).forEach(call.output()::line);
  }

  private void live(Shot first, View view) throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().name("reeve").system(true).dumb(true).nativeSignals(true).build()) {
      if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
        print(first, view, call.surroundings().columns());
        return;
      }
      if (terminal.getColumns() <= 0 || terminal.getRows() <= 0) {
        terminal.setSize(Size.of(COLUMNS, ROWS));
      }
      new LiveScreen(terminal, first, view, this::look, failure -> call.report(failure).message()).show();
    }
  }

  /** Connects anew where the look before failed. */
  private Shot look() {
    KernelClient connected = client == null ? call.connect(call.globals().timeoutOr(LOOKING)) : client;
    client = null;
    GetFiguresResponse figures = connected.kernel().getFigures(GetFiguresRequest.getDefaultInstance());
    client = connected;
    return new Shot(figures, Instant.now());
  }
}
