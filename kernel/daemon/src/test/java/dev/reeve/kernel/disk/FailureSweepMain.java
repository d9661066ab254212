package dev.reeve.kernel.disk;

import dev.reeve.kernel.disk.FailureSweep.Fault;
import dev.reeve.kernel.disk.FailureSweep.Try;
import dev.reeve.seal.SigningKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * {@code FOLDER CONTROL EVERY CLAIMS}: sweeps the operations nobody else claims in the folder CLAIMS, with ENOSPC at each call of the operation's
 * stride and with each other fault at every EVERY-th of these; at every call without exception where EVERY is 1. Tells each try, and in a line that begins with {@code WRONG} what is wrong with one. For a watched process.
 */
final class FailureSweepMain {

  private FailureSweepMain() {}

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path folder = Path.of(args[0]);
    DiskControl control = DiskControl.open(Path.of(args[1]));
    int every = Integer.parseInt(args[2]);
    SigningKey author = SigningKey.generate("acme");
    Path claims = Path.of(args[3]);
    for (SweptOperation operation : SweptOperations.all(author)) {
      if (claimed(claims.resolve(operation.name()))) {
        sweep(FailureSweep.of(folder, control, author, operation), operation, every, out);
      }
    }
    System.exit(0);
  }

  private static boolean claimed(Path claim) throws IOException {
    try {
      Files.createFile(claim);
      return true;
    } catch (FileAlreadyExistsException taken) {
      return false;
    }
  }

  private static void sweep(FailureSweep sweep, SweptOperation operation, int every, PrintStream out) throws Exception {
    String name = operation.name();
    int stride = every == 1 ? 1 : operation.stride();
    long start = System.nanoTime();
    int calls = sweep.calls();
    Map<String, Integer> outcomes = new TreeMap<>();
    int tries = 0;
    int open = 0;
    for (Fault fault : Fault.values()) {
      for (int call = 1; call <= calls; call++) {
        if ((calls - call) % stride != 0 || !fault.takes((calls - call) / stride, every)) {
          continue;
        }
        Try tried = sweep.with(call, fault);
        if (tried == null) {
          outcomes.merge("not reached", 1, Integer::sum);
          continue;
        }
        tries++;
        open += tried.open() ? 1 : 0;
        out.println("TRY " + name + ", " + tried);
        outcomes.merge((tried.acknowledged() ? "acknowledged, " : "refused, ") + tried.live() + ", then " + tried.restarted(), 1, Integer::sum);
        for (String wrong : tried.wrong()) {
          out.println("WRONG " + name + ", " + tried + ": " + wrong);
        }
      }
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    out.println(
        "SWEPT " + name + ": " + calls + " calls, " + tries + " tries in " + seconds + " s: " + outcomes + "; " + open + " intents without an outcome");
  }
}
