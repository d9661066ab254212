package dev.reeve.tui.screen.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.tui.screen.State;
import dev.reeve.tui.screen.Topic;
import dev.reeve.tui.screen.source.KernelSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The screens at a pseudo-terminal. */
@NullUnmarked
@Timeout(60)
class StageTest {

  @TempDir Path home;

  private final Shown shown = new Shown();
  private final PipedOutputStream keys = new PipedOutputStream();
  private Terminal terminal;

  /** All that the terminal was sent. */
  private static final class Shown extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
      bytes.write(b);
      notifyAll();
    }

    synchronized String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Waits until a text was shown since some place; answers where it ends. */
    synchronized int await(String text, int from) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (text().indexOf(text, from) < 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        assertThat(left).as("'%s' in %s", text, text()).isPositive();
        wait(left);
      }
      return text().indexOf(text, from) + text.length();
    }
  }

  @BeforeEach
  void open() throws IOException {
    terminal = TerminalBuilder.builder().system(false).streams(new PipedInputStream(keys), shown).type("xterm").size(Size.of(100, 20)).build();
  }

  @AfterEach
  void close() throws IOException {
    terminal.close();
  }

  private CompletableFuture<State> show(KernelSource source, boolean coloured) {
    State begin = State.begin(new State.Given(false, ""), Topic.RUNS, 80, 24, ScreenKernel.NOW);
    return CompletableFuture.supplyAsync(() -> new Stage(terminal, source, InstantSource.system(), begin, coloured).show(), Thread::startVirtualThread);
  }

  private void press(String typed) throws IOException {
    keys.write(typed.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  @Test
  void keysAreReadAndTheTerminalIsGivenBack() throws Exception {
    try (ScreenKernel _ = new ScreenKernel(home);
        KernelSource source = new ScreenDesk(home).source()) {
      CompletableFuture<State> left = show(source, true);
      int at = shown.await("ops READY", shown.await("\u001b[?1049h", 0));
      press("\u001b[B\u001b[B");
      at = shown.await("> echo", at);
      press("G");
      at = shown.await("night", at);
      terminal.setSize(Size.of(60, 10));
      terminal.raise(Terminal.Signal.WINCH);
      at = shown.await("> admin", at);
      press("Q");
      assertThat(left.get(20, TimeUnit.SECONDS).topic()).isEqualTo(Topic.GROUPS);
      assertThat(shown.await("\u001b[?1049l", at)).isPositive();
    }
  }

  @Test
  void aKernelThatHangsBlocksNoKey() throws Exception {
    try (ScreenKernel kernel = new ScreenKernel(home);
        KernelSource source = new ScreenDesk(home).source()) {
      kernel.mood = ScreenKernel.Mood.HANGS;
      CompletableFuture<State> left = show(source, true);
      int at = shown.await("asking the kernel", 0);
      press("?");
      at = shown.await("the keys of runs", at);
      press("\u001b");
      assertThat(shown.await("asking the kernel", at)).isPositive();
      terminal.raise(Terminal.Signal.INT);
      assertThat(left.get(20, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void aKernelThatComesBackIsFound() throws Exception {
    try (KernelSource source = new ScreenDesk(home).source()) {
      CompletableFuture<State> left = show(source, true);
      int at = shown.await("NO KERNEL", 0);
      try (ScreenKernel _ = new ScreenKernel(home)) {
        at = shown.await("> log-triage", at);
      }
      at = shown.await("stale since", at);
      try (ScreenKernel _ = new ScreenKernel(home)) {
        shown.await("ops READY", at);
        press("Q");
        assertThat(left.get(20, TimeUnit.SECONDS)).isNotNull();
      }
    }
  }

  @Test
  void withoutColoursThereAreNone() throws Exception {
    try (ScreenKernel _ = new ScreenKernel(home);
        KernelSource source = new ScreenDesk(home).source()) {
      CompletableFuture<State> left = show(source, false);
      shown.await("ops READY", 0);
      press("Q");
      left.get(20, TimeUnit.SECONDS);
      assertThat(shown.text()).doesNotContainPattern("\u001b\\[[0-9;]*3[1-7]m");
    }
  }

  @Test
  void aTerminalThatGoesAwayEndsThem() throws Exception {
    try (KernelSource source = new ScreenDesk(home).source()) {
      CompletableFuture<State> left = show(source, true);
      shown.await("NO KERNEL", 0);
      keys.close();
      assertThat(left.get(20, TimeUnit.SECONDS)).isNotNull();
    }
  }
}
