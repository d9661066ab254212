package dev.reeve.tui.top;

import dev.reeve.cli.output.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/**
 * The screen at a terminal, until the user leaves: figures come by one thread, keys by another, and a change of the terminal's size by a third.
 * What was on the terminal before is there again afterwards.
 */
final class LiveScreen {

  /** A key that waits is read within that time; it is also how soon an interrupt is seen. */
  private static final Duration GLANCE = Duration.ofMillis(100);

  private static final int ESCAPE = 27;

  private final Terminal terminal;
  private final Look look;
  private final Function<Throwable, String> words;
  private final Display display;
  private final CountDownLatch leaving = new CountDownLatch(1);
  private Optional<Shot> former = Optional.empty();
  private Shot latest;
  private View view;

  /** {@code words}: what the user is told of a look that failed, in a line. */
  LiveScreen(Terminal terminal, Shot first, View view, Look look, Function<Throwable, String> words) {
    this.terminal = terminal;
    this.latest = first;
    this.view = view;
    this.look = look;
    this.words = words;
    this.display = new Display(terminal, true);
  }

  /** Returns when the user leaves, or the terminal is gone. */
  void show() throws IOException {
    Attributes before = terminal.enterRawMode();
    Terminal.SignalHandler onResize = terminal.handle(Terminal.Signal.WINCH, signal -> draw(true));
    Terminal.SignalHandler onInterrupt = terminal.handle(Terminal.Signal.INT, signal -> leaving.countDown());
    Thread looking = Thread.ofVirtual().name("reeve-top-look").unstarted(this::lookUntilLeft);
    try {
      terminal.puts(Capability.enter_ca_mode);
      terminal.puts(Capability.cursor_invisible);
      draw(true);
      looking.start();
      readKeys();
    } finally {
      leaving.countDown();
      looking.interrupt();
      terminal.handle(Terminal.Signal.WINCH, onResize);
      terminal.handle(Terminal.Signal.INT, onInterrupt);
      restore(before);
    }
  }

  private synchronized void restore(Attributes before) {
    terminal.puts(Capability.cursor_visible);
    terminal.puts(Capability.exit_ca_mode);
    terminal.setAttributes(before);
    terminal.flush();
  }

  private void readKeys() throws IOException {
    while (leaving.getCount() > 0) {
      int key = terminal.reader().read(GLANCE.toMillis());
      if (key == NonBlockingReader.EOF || View.leaves(key)) {
        return;
      }
      if (key == ESCAPE) {
        skipSequence();
      } else if (key >= 0) {
        pressed(key);
      }
    }
  }

  /** What a terminal sends for an arrow, or answers when it is asked what it can do, has letters in it and means nothing here. */
  private void skipSequence() throws IOException {
    int next = terminal.reader().read(GLANCE.toMillis());
    if (next == 'O') {
      next = terminal.reader().read(GLANCE.toMillis());
    } else if (next == '[') {
      do {
        next = terminal.reader().read(GLANCE.toMillis());
      } while (next >= ' ' && next < '@');
    }
  }

  private synchronized void pressed(int key) {
    view = view.after(key);
    draw(false);
  }

  private void lookUntilLeft() {
    try {
      while (!leaving.await(interval().toMillis(), TimeUnit.MILLISECONDS)) {
        if (!paused()) {
          lookAgain();
        }
      }
    } catch (InterruptedException left) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Duration interval() {
    return view.interval();
  }

  private synchronized boolean paused() {
    return view.paused();
  }

  private void lookAgain() {
    try {
      came(look.take());
    } catch (RuntimeException failure) {
      failed(words.apply(failure));
    }
  }

  private synchronized void came(Shot shot) {
    former = Optional.of(latest);
    latest = shot;
    view = view.troubled("");
    draw(false);
  }

  private synchronized void failed(String why) {
    view = view.troubled(Printable.line(why));
    draw(false);
  }

  private synchronized void draw(boolean anew) {
    if (leaving.getCount() == 0) {
      return;
    }
    int columns = Math.max(1, terminal.getColumns());
    int rows = Math.max(1, terminal.getRows());
    if (anew) {
      display.clear();
    }
    display.resize(Size.of(columns, rows));
    List<String> lines = TopScreen.lines(former, latest, view, columns, rows);
    display.update(lines.stream().map(AttributedString::new).toList(), 0);
    terminal.flush();
  }
}
