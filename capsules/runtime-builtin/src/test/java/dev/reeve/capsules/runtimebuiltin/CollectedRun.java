package dev.reeve.capsules.runtimebuiltin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.RunSink;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a run printed, and how often and how it ended. */
class CollectedRun implements RunSink {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CountDownLatch over = new CountDownLatch(1);
  final List<ProcessExit> exits = new CopyOnWriteArrayList<>();

  @Override
  public void stdout(byte[] bytes) {
    if (bytes.length > 64 * 1024) {
      throw new AssertionError("at most 64 KiB a call");
    }
    if (!exits.isEmpty()) {
      throw new AssertionError("nothing is printed after the end");
    }
    out.writeBytes(bytes);
  }

  @Override
  public void stderr(byte[] bytes) {
    err.writeBytes(bytes);
  }

  @Override
  public void ended(ProcessExit how) {
    exits.add(how);
    over.countDown();
  }

  /** How it ended, within 20 s. */
  ProcessExit await() throws InterruptedException {
    if (!over.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end");
    }
    return exits.getFirst();
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }
}
