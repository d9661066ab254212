package dev.reeve.tui;

import dev.reeve.cli.call.ErrorLines;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.completion.ConfiguredNames;
import dev.reeve.cli.completion.KernelNames;
import dev.reeve.cli.completion.Names;
import dev.reeve.cli.completion.TypedLine;
import dev.reeve.cli.manual.HelpCommand;
import dev.reeve.cli.manual.ManCommand;
import dev.reeve.cli.output.Printable;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.tui.screen.show.Around;
import dev.reeve.v1.GetStatusResponse;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Sized;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Lines typed at a terminal, one after the other, until the end of input or {@code exit}. */
final class Prompt {

  /** In place of an exit code: the user leaves. */
  static final int LEAVE = -1;

  private static final int INTERRUPTED = LocalError.INTERRUPTED.exit();

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
    try (Terminal terminal = ofProcess()) {
      return loop(terminal);
    }
  }

  /** The terminal of this process. */
  static Terminal ofProcess() throws IOException {
    return TerminalBuilder.builder().name("reeve").system(true).dumb(true).nativeSignals(true).build();
  }

  /** Reads and runs until the user leaves; answers the exit code of the last line. */
  int loop(Terminal terminal) throws IOException {
    terminal.handle(Terminal.Signal.INT, signal -> call.surroundings().interrupts().fire());
    LineWords words = new LineWords();
    KeptLines kept = new KeptLines(call);
    ShellReader reader = reader(terminal, words);
    reader.setHistory(kept);
    reader.setCompleter(new TreeCompleter(lines, names()));
    Set<String> ours = ConcurrentHashMap.newKeySet();
    Surroundings within = surroundings(call, reader, new AskedLines(reader, words, ours));
    StatusLine status = new StatusLine(reader::status);
    Held above = new Held(reader::printAbove);
    Around around = new Around(terminal, now -> covered(reader, above, now));
    try (Arrivals arrivals = new Arrivals(call, above, status, terminal::getColumns, ours)) {
      return ScopedValue.where(Around.SHELL, around).call(() -> new Turns(reader, kept, within, status, arrivals).read());
    } finally {
      reader.hideStatus();
    }
  }

  private Names names() {
    Names kernel = new KernelNames(call::socket, call.globals().principal(), KernelNames.SHORT);
    return HelpCommand.names().and(ManCommand.names()).and(new ConfiguredNames(call.globals().settings())).and(kernel);
  }

  /** Lets a command cover the terminal, or has it back. */
  private static void covered(ShellReader reader, Held above, boolean now) {
    if (now) {
      reader.yieldTerminal();
      above.covered(true);
    } else {
      reader.regainTerminal();
      above.covered(false);
    }
  }

  /** Reads lines that are split as the shell has it, at a terminal of known size. */
  static ShellReader reader(Terminal terminal, LineWords words) throws IOException {
    if (terminal.getColumns() <= 0 || terminal.getRows() <= 0) {
      terminal.setSize(UNTOLD);
    }
    ShellReader reader = new ShellReader(terminal);
    reader.setParser(words);
    reader.setVariable(LineReader.SECONDARY_PROMPT_PATTERN, "> ");
    reader.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
    return reader;
  }

  /** What surrounds a line that was typed there. */
  static Surroundings surroundings(Invocation call, LineReader reader, AskedLines asked) {
    PrintStream out = new PrintStream(reader.getTerminal().output(), true, StandardCharsets.UTF_8);
    return call.surroundings().with(out, out, new NoInput()).asking(asked);
  }

  /** Who we are to which kernel, or that there is none. */
  static String text(Optional<GetStatusResponse> status) {
    return status.map(s -> Printable.line(s.getPrincipal() + " " + s.getState())).orElse("no kernel") + " reeve> ";
  }

  /** Lines as they are read and run. */
  private final class Turns {

    private final ShellReader reader;
    private final KeptLines kept;
    private final Surroundings within;
    private final StatusLine status;
    private final Arrivals arrivals;
    private int exit;

    Turns(ShellReader reader, KeptLines kept, Surroundings within, StatusLine status, Arrivals arrivals) {
      this.reader = reader;
      this.kept = kept;
      this.within = within;
      this.status = status;
      this.arrivals = arrivals;
    }

    int read() {
      while (true) {
        try {
          Optional<GetStatusResponse> told = lines.look();
          told.ifPresent(kept::of);
          status.kernel(told);
          if (!all(TypedLine.lines(reader.readLine(text(told))))) {
            return exit;
          }
        } catch (UserInterruptException cleared) {
          exit = INTERRUPTED;
        } catch (EndOfFileException end) {
          return exit;
        }
      }
    }

    /** Runs lines, several where they were pasted, until one is interrupted; false when one leaves the shell. */
    private boolean all(List<TypedLine> typed) {
      within.interrupts().reset();
      for (TypedLine line : typed) {
        if (leaves(line.words())) {
          return false;
        }
        if (!line.words().isEmpty()) {
          arrivals.typing(line.words());
          exit = one(line, within.wide(reader.getTerminal().getColumns()));
          if (within.interrupts().fired()) {
            break;
          }
        }
      }
      return true;
    }

    private int one(TypedLine line, Surroundings here) {
      if (line.operators().isEmpty()) {
        return lines.typed(line.words(), here);
      }
      try {
        List<String> command = Pager.piped(line);
        Pager pager = Pager.of(command.isEmpty() ? line : line.meaning(lines.meant(command)), here);
        reader.yieldTerminal();
        try {
          return pager.show(here, piped -> lines.typed(command, piped));
        } finally {
          reader.regainTerminal();
        }
      } catch (ReeveException told) {
        ErrorLines.print(told.report(), call.globals().format(), call.globals().verbose(), here.err());
        return told.report().exit();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return INTERRUPTED;
      }
    }
  }
}
