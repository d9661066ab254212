package dev.reeve.kernel.audit;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.KernelClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A program that records until it is refused, and ends with 0 when everything after that is refused too and the reason is told. */
final class AuditUntilFull {

  private AuditUntilFull() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    AuditLog log =
        AuditLog.open(
            new AuditLog.Files(folder.resolve("audit"), folder.resolve("audit.key"), folder.resolve("audit.pub")), List.of(),
            new KernelClock(Clock.systemUTC()));
    int acknowledged = 0;
    while (acknowledged < 10_000 && taken(log)) {
      acknowledged++;
    }
    boolean closed = !taken(log) && log.failure() != null;
    System.out.println("acknowledged " + acknowledged + "\nfailure " + log.failure());
    log.close();
    System.exit(closed && acknowledged < 10_000 ? 0 : 1);
  }

  private static boolean taken(AuditLog log) {
    try {
      log.record(AuditDraft.event("system", "test.event", "t", Map.of(), "OK", ""));
      return true;
    } catch (KernelException e) {
      return false;
    }
  }
}
