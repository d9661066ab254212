package dev.reeve.cli.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** The end of what a process says, at most 2 KiB of it, read as it comes so that the process never waits to be heard. */
final class LastWords {

  private static final int MOST = 2048;
  private static final long HEARING_MILLIS = 1_000;

  private final Thread reader;
  private byte[] kept = new byte[0];

  LastWords(InputStream from) {
    reader = Thread.ofVirtual().name("ssh-words").start(() -> read(from));
  }

  private void read(InputStream from) {
    byte[] chunk = new byte[1024];
    try (from) {
      for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
        keep(chunk, count);
      }
    } catch (IOException ended) {
      // What came so far is kept.
    }
  }

  private synchronized void keep(byte[] chunk, int count) {
    byte[] all = Arrays.copyOf(kept, kept.length + count);
    System.arraycopy(chunk, 0, all, kept.length, count);
    kept = all.length > MOST ? Arrays.copyOfRange(all, all.length - MOST, all.length) : all;
  }

  /** What was said so far, its lines joined; empty for nothing. */
  synchronized String soFar() {
    return String.join("; ", new String(kept, StandardCharsets.UTF_8).lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
  }

  /** What was said up to the end, for which it waits a moment. */
  String atEnd() {
    try {
      boolean unused = reader.join(Duration.ofMillis(HEARING_MILLIS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return soFar();
  }
}
