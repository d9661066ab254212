package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.ProcessSpec;
import dev.reeve.capsule.RunSink;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether a limit of storage is kept here: a program that writes a larger file is told so and ended. */
final class StorageTrial implements RunSink {

  private static final long LIMIT = 64L << 10;
  private static final String SCRIPT = "exec /bin/dd if=/dev/zero of=large bs=128k count=1";

  private final CompletableFuture<ProcessExit> end = new CompletableFuture<>();

  private StorageTrial() {}

  static boolean kept(TierTrial.Starter starter) {
    StorageTrial trial = new StorageTrial();
    ProcessSpec spec =
        new ProcessSpec(
            TierTrial.id(), List.of("/bin/sh", "-c", SCRIPT), Map.of(), Map.of(), List.of(), List.of(), List.of(),
            new ProcessLimits(null, null, null, LIMIT), false);
    try {
      starter.start(spec, trial);
      return trial.end.get(10, TimeUnit.SECONDS).storageExceeded();
    } catch (CapsuleException | ExecutionException | TimeoutException refused) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void stdout(byte[] bytes) {}

  @Override
  public void stderr(byte[] bytes) {}

  @Override
  public void ended(ProcessExit exit) {
    end.complete(exit);
  }
}
