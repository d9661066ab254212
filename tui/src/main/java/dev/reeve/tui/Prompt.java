package dev.reeve.tui;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.output.Printable;
import dev.reeve.tui.screen.show.Around;
import dev.reeve.v1.GetStatusResponse;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Sized;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Lines typed at a terminal, one after the other, until the end of input or {@code exit}. */
final class Prompt {

  /** In place of an exit code: the user leaves. */
  static final int LEAVE = -1;

  /** Size of a terminal that does not tell its own, such as a serial console. */
  private static final Sized UNTOLD = Size.of(80, 24);

  private final Invocation call;
  private final ShellLines lines;

  Prompt(Invocation call, ShellLines lines) {
    this.call = call;
    this.lines = lines;
  }

  /** Whether a line leaves the shell. */
  static boolean leaves(List<String> words) {
    return words.size() == 1 && List.of("exit", "/exit", "quit", "/quit").contains(words.getFirst());
  }

  /** At the terminal of this process. */
  int loop() throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().name("reeve").system(true).dumb(true).nativeSignals(true).build()) {
      return loop(terminal);
    }
  }

  /** Reads and runs until the user leaves; answers the exit code of the last line. */
  int loop(Terminal terminal) {
    PrintStream out = new PrintStream(terminal.output(), true, StandardCharsets.UTF_8);
    LineWords words = new LineWords();
    terminal.handle(Terminal.Signal.INT, signal -> call.surroundings().interrupts().fire());
    if (terminal.getColumns() <= 0 || terminal.getRows() <= 0) {
      terminal.setSize(UNTOLD);
    }
    LineReader reader = reader(terminal, words);
    Surroundings within = call.surroundings().with(out, out, new NoInput()).asking(new AskedLines(reader, words));
    Held above = new Held(reader::printAbove);
    try (Arrivals arrivals = new Arrivals(call, above, terminal::getColumns)) {
      return ScopedValue.where(Around.SHELL, new Around(terminal, above::covered)).call(() -> read(reader, terminal, within, arrivals));
    }
  }

  private int read(LineReader reader, Terminal terminal, Surroundings within, Arrivals arrivals) {
    int exit = 0;
    while (true) {
      try {
        reader.readLine(text(lines.look()));
        List<String> words = reader.getParsedLine().words();
        if (leaves(words)) {
          return exit;
        }
        if (!words.equals(List.of(""))) {
          arrivals.typing(words);
          exit = lines.typed(words, within.wide(terminal.getColumns()));
        }
      } catch (UserInterruptException cleared) {
        exit = 130;
      } catch (EndOfFileException end) {
        return exit;
      }
    }
  }

  private LineReader reader(Terminal terminal, LineWords words) {
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .appName("reeve")
            .terminal(terminal)
            .parser(words)
            .completer(new TreeCompleter(lines))
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ")
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
    Optional<Path> history = HistoryFile.open(call.surroundings());
    if (history.isPresent()) {
      builder.variable(LineReader.HISTORY_FILE, history.get());
    } else {
      call.tell("what is typed is not kept: " + HistoryFile.path(call.surroundings()) + " cannot be written");
    }
    return builder.build();
  }

  /** Who we are to which kernel, or that there is none. */
  static String text(Optional<GetStatusResponse> status) {
    return status.map(s -> Printable.line(s.getPrincipal() + " " + s.getState())).orElse("no kernel") + " reeve> ";
  }
}
