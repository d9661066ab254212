package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.ProcessSpec;
import dev.reeve.capsule.RunSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Whether a tier works here: a program in it that says a word, and does not get at a file it was not granted. */
final class TierTrial implements RunSink {

  private static final String SCRIPT = "if /bin/cat \"$1\"; then exit 9; fi 2>/dev/null; echo confined";

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final CompletableFuture<ProcessExit> end = new CompletableFuture<>();

  private TierTrial() {}

  private static final AtomicLong COUNT = new AtomicLong();

  /** Of a trial, and no other: what a former one left behind is not in its way. */
  static String id() {
    return "trial-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
  }

  /** Starts a run in the tier under trial. */
  interface Starter {
    void start(ProcessSpec spec, RunSink sink) throws CapsuleException;
  }

  /** Why it does not work; empty when it does. */
  static String failure(Starter starter, Path secret, long deadlineNanos) {
    TierTrial trial = new TierTrial();
    List<String> command = List.of("/bin/sh", "-c", SCRIPT, "trial", secret.toString());
    ProcessSpec spec =
        new ProcessSpec(id(), command, Map.of(), Map.of(), List.of(), List.of(), List.of(), ProcessLimits.none(), false);
    try {
      starter.start(spec, trial);
      ProcessExit exit = trial.end.get(deadlineNanos, TimeUnit.NANOSECONDS);
      if (exit.code() == 0 && trial.output.toString(StandardCharsets.UTF_8).equals("confined\n")) {
        return "";
      }
      String words = trial.errors.toString(StandardCharsets.UTF_8).strip();
      return exit.code() == 9 ? "a program in it read a file it was not granted" : "exit code " + exit.code() + ": " + words;
    } catch (CapsuleException refused) {
      return refused.getMessage() == null ? "refused" : refused.getMessage();
    } catch (TimeoutException late) {
      return "a program in it did not end in time";
    } catch (ExecutionException failed) {
      return "failed: " + failed.getCause();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Override
  public void stdout(byte[] bytes) {
    output.writeBytes(bytes);
  }

  @Override
  public void stderr(byte[] bytes) {
    errors.writeBytes(bytes);
  }

  @Override
  public void ended(ProcessExit exit) {
    end.complete(exit);
  }
}
