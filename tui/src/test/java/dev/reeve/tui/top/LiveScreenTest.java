package dev.reeve.tui.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The screen at a pseudo-terminal: keys go in on one side, what the terminal gets comes out on the other. */
@Timeout(60)
class LiveScreenTest {

  private static final String ENTERED = "\u001b[?1049h";
  private static final String LEFT = "\u001b[?1049l";

  /** What the terminal got so far. */
  private static final class Got extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int one) {
      bytes.write(one);
      notifyAll();
    }

    synchronized String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Waits until this came after so many characters; the test's own bound ends it otherwise. Answers how many have come. */
    synchronized int await(String wanted, int after) throws InterruptedException {
      while (!text().substring(after).contains(wanted)) {
        wait(1000);
      }
      return text().length();
    }
  }

  private final Got got = new Got();
  private final PipedOutputStream keys = new PipedOutputStream();
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicBoolean gone = new AtomicBoolean();
  private final CompletableFuture<Boolean> left = new CompletableFuture<>();
  private Terminal terminal;

  @BeforeEach
  void open() throws IOException {
    terminal = TerminalBuilder.builder().system(false).streams(new PipedInputStream(keys), got).type("xterm").size(Size.of(80, 24)).build();
  }

  @AfterEach
  void close() throws IOException {
    terminal.close();
  }

  private Shot look() {
    if (gone.get()) {
      throw new IllegalStateException("it is gone");
    }
    return Figures.at(100 + looks.incrementAndGet());
  }

  private void show(Duration interval) throws InterruptedException {
    View view = new View(Pane.runs, Order.cpu, false, interval);
    LiveScreen screen = new LiveScreen(terminal, Figures.at(100), view, this::look, failure -> "no answer: " + failure.getMessage());
    var unused =
        left.completeAsync(
            () -> {
              try {
                screen.show();
                return true;
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            },
            Thread::startVirtualThread);
    got.await("since the start", 0);
  }

  private void press(String typed) throws IOException {
    keys.write(typed.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  @Test
  void keysChangeWhatIsShownAndQLeavesTheTerminalAsItWas() throws Exception {
    show(Duration.ofHours(1));
    int seen = got.await("bot", 0);
    press("t");
    seen = got.await("alice", seen);
    press("\u001b[?62;1;2m\u001b[A\u001bOq?");
    seen = got.await("any key goes back", seen);
    press("tt");
    seen = got.await("GetStatus", seen);
    press("q");
    assertThat(left.get(20, TimeUnit.SECONDS)).isTrue();
    got.await(LEFT, seen);
    assertThat(got.text()).contains(ENTERED);
    assertThat(looks.get()).as("nothing was due").isZero();
    assertThat(got.text().replaceAll("\u001b\\[[0-9;]*m", "")).as("no colour is needed").contains("GetStatus");
  }

  @Test
  void figuresComeByThemselvesAndNotWhilePaused() throws Exception {
    show(Duration.ofMillis(100));
    int seen = got.await("every", 0);
    press("p");
    seen = got.await("paused", seen);
    int known = looks.get();
    press("?");
    seen = got.await("any key goes back", seen);
    press("?");
    got.await("paused", seen);
    assertThat(looks.get()).as("a look that was under way may have ended").isLessThanOrEqualTo(known + 1);
    press("p");
    awaitLooks(known + 3);
    press("q");
    assertThat(left.get(20, TimeUnit.SECONDS)).isTrue();
  }

  private void awaitLooks(int wanted) throws InterruptedException {
    while (looks.get() < wanted) {
      got.await("", 0);
      Thread.onSpinWait();
    }
  }

  @Test
  void aKernelThatIsGoneIsToldAndComesBack() throws Exception {
    show(Duration.ofMillis(100));
    gone.set(true);
    int seen = got.await("! no answer: it is gone", 0);
    gone.set(false);
    awaitLooks(looks.get() + 2);
    press("t");
    got.await("alice", seen);
    press("?");
    seen = got.await("any key", seen);
    press("?");
    got.await("principals", seen);
    assertThat(got.text().substring(seen)).doesNotContain("no answer");
    press("q");
    assertThat(left.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anotherSizeIsFilledAtOnce() throws Exception {
    show(Duration.ofHours(1));
    int seen = got.await("PID", 0);
    assertThat(got.text()).doesNotContain("OWNER");
    terminal.setSize(Size.of(140, 40));
    terminal.raise(Terminal.Signal.WINCH);
    got.await("OWNER", seen);
    press("q");
    assertThat(left.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anInterruptLeaves() throws Exception {
    show(Duration.ofHours(1));
    terminal.raise(Terminal.Signal.INT);
    assertThat(left.get(20, TimeUnit.SECONDS)).isTrue();
    got.await(LEFT, 0);
  }
}
