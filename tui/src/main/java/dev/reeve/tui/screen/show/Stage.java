package dev.reeve.tui.screen.show;

import dev.reeve.tui.screen.Effect;
import dev.reeve.tui.screen.Event;
import dev.reeve.tui.screen.Key;
import dev.reeve.tui.screen.Painter;
import dev.reeve.tui.screen.State;
import dev.reeve.tui.screen.Update;
import dev.reeve.tui.screen.source.Source;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * The screens at a terminal: events in, painted lines out. What takes time is done on threads of its own, so that keys are always answered;
 * the terminal is given back as it was.
 */
public final class Stage {

  /** Events that wait; whoever brings more waits too. */
  private static final int WAITING = 1_024;

  private static final long SECOND = 1_000;

  /** How long a key is waited for before looking whether the screens were left, in milliseconds. */
  private static final long LOOKING = 100;

  private final Terminal terminal;
  private final Source source;
  private final InstantSource clock;
  private final Looks looks;
  private final Display display;
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(WAITING);
  private volatile boolean left;
  private volatile boolean gone;
  private State state;

  /**
   * Not shown yet.
   *
   * @param begin the state to begin in
   * @param coloured whether colours are wanted
   */
  public Stage(Terminal terminal, Source source, InstantSource clock, State begin, boolean coloured) {
    this.terminal = terminal;
    this.source = source;
    this.clock = clock;
    this.looks = new Looks(coloured);
    this.display = new Display(terminal, true);
    this.state = begin;
  }

  /** Shows them until they are left; answers the state they were left in. Once. */
  public State show() {
    Attributes before = terminal.enterRawMode();
    SignalHandler interrupt = terminal.handle(Signal.INT, _ -> offer(new Event.Pressed(Key.Named.INTERRUPT)));
    SignalHandler resize = terminal.handle(Signal.WINCH, _ -> offer(resized()));
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.keypad_xmit);
    terminal.puts(Capability.cursor_invisible);
    Thread keys = Thread.ofPlatform().daemon().name("screen-keys").start(this::read);
    try {
      return loop();
    } finally {
      left = true;
      events.clear();
      joined(keys);
      terminal.handle(Signal.INT, interrupt);
      terminal.handle(Signal.WINCH, resize);
      terminal.puts(Capability.cursor_visible);
      terminal.puts(Capability.keypad_local);
      terminal.puts(Capability.exit_ca_mode);
      terminal.setAttributes(before);
      terminal.flush();
    }
  }

  private State loop() {
    state = Update.of(state, resized()).state();
    boolean here = takes(Update.start(state));
    try {
      while (here && !gone) {
        paint();
        Event event = events.poll(SECOND, TimeUnit.MILLISECONDS);
        here = takes(Update.of(state, new Event.Tick(clock.instant())));
        while (here && event != null) {
          here = takes(Update.of(state, event));
          event = events.poll();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return state;
  }

  /** Goes on from a state, with what is to be done outside begun; false when the screens are left. */
  private boolean takes(Update.Next next) {
    state = next.state();
    for (Effect effect : next.effects()) {
      switch (effect) {
        case Effect.Leave() -> {
          return false;
        }
        case Effect.Fetch fetch -> Thread.ofVirtual().name("screen-fetch").start(() -> offer(source.fetch(fetch)));
        case Effect.Act act -> Thread.ofVirtual().name("screen-act").start(() -> offer(source.act(act.action())));
      }
    }
    return true;
  }

  private void paint() {
    if (display.getColumns() != state.width() || display.getRows() != state.height()) {
      display.clear();
      display.resize(Size.of(state.width(), state.height()));
    }
    display.update(Painter.paint(state).stream().map(looks::of).toList(), -1);
    terminal.flush();
  }

  private Event resized() {
    Size size = terminal.getSize();
    return new Event.Resized(size.getColumns(), size.getRows());
  }

  private void offer(Event event) {
    try {
      boolean taken = false;
      while (!left && !taken) {
        taken = events.offer(event, LOOKING, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    Keyboard keyboard = new Keyboard(terminal.reader());
    try {
      while (!left) {
        Key key = keyboard.next(LOOKING);
        if (key != null) {
          offer(new Event.Pressed(key));
        }
      }
    } catch (IOException closed) {
      gone = true;
    }
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
