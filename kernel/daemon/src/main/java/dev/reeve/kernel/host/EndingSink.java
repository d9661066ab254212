package dev.reeve.kernel.host;

import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.RunSink;

/**
 * Passes everything on, and does something when the run has ended.
 *
 * @param after done once the sink was told of the end, also where it failed on that
 */
public record EndingSink(RunSink sink, Runnable after) implements RunSink {

  @Override
  public void stdout(byte[] bytes) {
    sink.stdout(bytes);
  }

  @Override
  public void stderr(byte[] bytes) {
    sink.stderr(bytes);
  }

  @Override
  public void ended(ProcessExit exit) {
    try {
      sink.ended(exit);
    } finally {
      after.run();
    }
  }
}
