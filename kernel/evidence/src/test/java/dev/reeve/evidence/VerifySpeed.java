package dev.reeve.evidence;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures {@link ChainVerifier#verify} on a chain of typical records, intents and outcomes of one call each, with a checkpoint after
 * every 1,024 and segments of 64 MiB, beside the floor: SHA-256 of the same bytes, read line by line, and as much of what the Merkle tree
 * hashes. Arguments: the folder to write the chain to, how many records, how many runs.
 */
final class VerifySpeed {

  private static final long SEGMENT_BYTES = 64L << 20;
  private static final int CHECKPOINT_EVERY = 1024;

  private VerifySpeed() {}

  public static void main(String[] arguments) throws Exception {
    Path dir = Files.createDirectories(Path.of(arguments[0]));
    int records = Integer.parseInt(arguments[1]);
    int runs = Integer.parseInt(arguments[2]);
    KeyPair keys = SampleChain.newKeys();
    try {
      write(dir, records, keys);
      double best = 0;
      double bestFloor = 0;
      OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      for (int run = 1; run <= runs; run++) {
        long begin = process.getProcessCpuTime();
        double floor = rate(records, () -> floor(dir));
        long before = process.getProcessCpuTime();
        double verify =
            rate(
                records,
                () -> {
                  Verification found = ChainVerifier.verify(dir, PinnedKeys.of(keys.getPublic()), null);
                  if (!found.intact() || found.records() != records) {
                    throw new AssertionError(found);
                  }
                });
        double busy = (process.getProcessCpuTime() - before) / 1e3 / records;
        double busyFloor = (before - begin) / 1e3 / records;
        best = Math.max(best, verify);
        bestFloor = Math.max(bestFloor, floor);
        System.out.printf(
            Locale.ROOT, "run %d: %,.0f records/s, floor %,.0f records/s, ratio %.2f; processor %.2f µs a record, floor %.2f%n", run, verify, floor,
            floor / verify, busy, busyFloor);
      }
      System.out.printf(Locale.ROOT, "best: %,.0f records/s, floor %,.0f records/s, ratio %.2f%n", best, bestFloor, bestFloor / best);
    } finally {
      try (Stream<Path> files = Files.list(dir)) {
        for (Path file : files.filter(file -> Segments.isName(String.valueOf(file.getFileName()))).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Something that may fail. */
  private interface Work {
    void run() throws Exception;
  }

  private static double rate(int records, Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return records * 1e9 / (System.nanoTime() - start);
  }

  private static void floor(Path dir) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] node = new byte[65];
    for (Path segment : Segments.list(dir)) {
      try (SegmentReader lines = new SegmentReader(segment)) {
        while (lines.next()) {
          digest.update(lines.array(), lines.lineFrom(), lines.lineTo() - lines.lineFrom());
          digest.digest(node, 0, 32);
          digest.update(node, 0, 33);
          digest.digest(node, 0, 32);
          digest.update(node, 0, 65);
          digest.digest(node, 0, 32);
        }
      }
    }
  }

  private static void write(Path dir, int records, KeyPair keys) throws IOException {
    CheckpointKey key = CheckpointKey.of(keys.getPrivate(), keys.getPublic(), 1);
    ChainHead head = ChainHead.START;
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(dir.resolve(Segments.name(1))));
    long bytes = 0;
    long all = 0;
    for (int i = 1; i <= records; i++) {
      Instant time = SampleChain.START.plusNanos(i * 1_234_567L);
      ChainHead.Sealed next =
          i % CHECKPOINT_EVERY == 0 || i == records ? head.checkpoint(time, "chain", "local", key) : head.next(typical(i, time));
      if (bytes + next.line().length > SEGMENT_BYTES) {
        out.close();
        out = new BufferedOutputStream(Files.newOutputStream(dir.resolve(Segments.name(i))));
        bytes = 0;
      }
      out.write(next.line());
      bytes += next.line().length;
      all += next.line().length;
      head = next.head();
    }
    out.close();
    System.out.printf(Locale.ROOT, "%,d records of %d bytes%n", records, all / records);
  }

  /** Intent and outcome of a call, alternating, as the kernel writes them. */
  private static AuditRecord.Draft typical(int i, Instant time) {
    boolean intent = i % 2 == 1;
    String call = String.format(Locale.ROOT, "0193495e-6bf0-7000-8000-%012x", (i - 1) / 2);
    AuditRecord.Draft draft =
        AuditRecord.Draft.of(
                intent ? AuditRecord.Kind.INTENT : AuditRecord.Kind.OUTCOME, time, call, "local", "operator-7",
                "reeve.v1.AgentService/Create", "agent:create", "log-triage")
            .withPeer(new AuditPeer(1000, 1000, 4242, SampleChain.START))
            .withDecision(new AuditDecision(true, "agent:* in group \"admin\""));
    return intent
        ? draft.withParams(Json.members(Map.of("name", "log-triage", "groups", List.of("agents"), "dry_run", false)))
        : draft.withOutcome(new AuditOutcome("OK", "created")).withOutbox(Integer.toString(i));
  }
}
