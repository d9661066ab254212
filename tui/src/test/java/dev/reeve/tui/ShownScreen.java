package dev.reeve.tui;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a terminal has shown so far. */
final class ShownScreen extends OutputStream {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Override
  public synchronized void write(int b) {
    bytes.write(b);
    notifyAll();
  }

  /** Without the line of status. */
  synchronized String text() {
    return raw().replaceAll("(?s)\u001b7.*?\u001b8", "").replaceAll("\u001b\\[[0-9;?$]*[A-Za-z]|\u001b[=>]|\r", "");
  }

  /** With what moves the cursor, and with the line of status. */
  synchronized String raw() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Waits until the text has been shown; the test's own bound ends it otherwise. */
  synchronized void await(String text) throws InterruptedException {
    until(shown -> shown.contains(text), text);
  }

  /** Waits for the next prompt: keys pressed while a line runs are not the shell's to read. */
  synchronized void awaitPrompt() throws InterruptedException {
    awaitEnd("reeve> ");
  }

  /** Waits until this was shown last. */
  synchronized void awaitEnd(String text) throws InterruptedException {
    until(shown -> shown.endsWith(text), text);
  }

  /** Waits until this was shown, be it in the line of status. */
  synchronized void awaitRaw(String text) throws InterruptedException {
    until(shown -> raw().contains(text), text);
  }

  private synchronized void until(Predicate<String> holds, String what) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!holds.test(text())) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("'" + what + "' was not shown: " + text());
      }
      wait(left);
    }
  }
}
