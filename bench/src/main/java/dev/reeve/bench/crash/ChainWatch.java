package dev.reeve.bench.crash;

import dev.reeve.evidence.AuditEntry;
import dev.reeve.evidence.AuditLine;
import dev.reeve.evidence.AuditOutcome;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.Json;
import dev.reeve.evidence.KnownHead;
import dev.reeve.evidence.MalformedJsonException;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.evidence.Segments;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.evidence.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the audit chain of a home from kill to kill: what was appended since the last look is read once, and the whole chain is verified
 * when asked, against the pinned key and the head seen last, so that a chain cut at its end is found too.
 */
final class ChainWatch {

  /** How the records of a run's states are called. */
  private static final String RUN = "reeve.run/";

  private final Path folder;
  private final Path key;
  private @Nullable Path segment;
  private long offset;
  private long seq;
  private String hash = AuditRecord.NO_HASH;

  ChainWatch(Path home) {
    this.folder = home.resolve("var/audit");
    this.key = home.resolve("etc/trust/audit.pub");
  }

  /**
   * Records since the last look.
   *
   * @param done request ids of outcomes with code OK, and of those that were found to be done after a kill
   * @param begun request ids of intents
   * @param runs states that runs entered, by their ids, in order
   * @param problem the first record that is not as it was written, or does not follow the one before; null where there is none
   */
  record Grown(Set<String> done, Set<String> begun, Map<String, List<String>> runs, @Nullable String problem) {

    private static Grown nothing() {
      return new Grown(new HashSet<>(), new HashSet<>(), new HashMap<>(), null);
    }

    private Grown but(String broken) {
      return new Grown(done, begun, runs, broken);
    }

    /** Both looks as one. */
    Grown and(Grown next) {
      Grown both = nothing();
      for (Grown one : List.of(this, next)) {
        both.done.addAll(one.done);
        both.begun.addAll(one.begun);
        one.runs.forEach((run, states) -> both.runs.computeIfAbsent(run, unused -> new ArrayList<>()).addAll(states));
      }
      String first = problem != null ? problem : next.problem;
      return first == null ? both : both.but(first);
    }
  }

  /** How many records were seen. */
  long records() {
    return seq;
  }

  /** Reads on from where it stood. */
  Grown look() throws IOException {
    Grown grown = Grown.nothing();
    for (Path next : segments()) {
      if (segment != null && next.compareTo(segment) < 0) {
        continue;
      }
      if (!next.equals(segment)) {
        segment = next;
        offset = 0;
      }
      String problem = read(next, grown);
      if (problem != null) {
        return grown.but(problem);
      }
    }
    return grown;
  }

  private List<Path> segments() throws IOException {
    try {
      return Segments.list(folder);
    } catch (UnreadableChainException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private @Nullable String read(Path file, Grown grown) throws IOException {
    if (Files.size(file) < offset) {
      return "the chain was longer: record " + seq + " of " + file.getFileName() + " is gone";
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(offset);
      bytes = in.readAllBytes();
    }
    int from = 0;
    for (int to = 0; to < bytes.length; to++) {
      if (bytes[to] != '\n') {
        continue;
      }
      String problem = take(new String(bytes, from, to - from, StandardCharsets.UTF_8), grown);
      if (problem != null) {
        return problem;
      }
      from = to + 1;
    }
    offset += from;
    return null;
  }

  private @Nullable String take(String line, Grown grown) {
    AuditEntry entry;
    try {
      entry = AuditLine.parse(line);
    } catch (MalformedJsonException e) {
      return "record " + (seq + 1) + ": " + e.getMessage();
    }
    AuditRecord record = entry.record();
    if (record.seq() != seq + 1 || !record.prev().equals(hash)) {
      return "record " + record.seq() + " does not follow record " + seq;
    }
    seq = record.seq();
    hash = entry.hash();
    AuditOutcome outcome = record.outcome();
    if (record.kind() == AuditRecord.Kind.OUTCOME && outcome != null && (outcome.code().equals("OK") || recovered(record, outcome))) {
      grown.done.add(record.requestId());
    } else if (record.kind() == AuditRecord.Kind.INTENT) {
      grown.begun.add(record.requestId());
    } else if (record.kind() == AuditRecord.Kind.EVENT && record.method().startsWith(RUN)) {
      grown.runs.computeIfAbsent(run(record), unused -> new ArrayList<>()).add(record.method().substring(RUN.length()));
    }
    return null;
  }

  private static String run(AuditRecord record) {
    return record.params() != null && record.params().values().get("run") instanceof Json.Text run ? run.value() : "";
  }

  /** Whether a start after a kill found that it was done. */
  private static boolean recovered(AuditRecord record, AuditOutcome outcome) {
    return outcome.code().equals("RECOVERED")
        && record.params() != null
        && record.params().values().get("done") instanceof Json.Text done
        && done.value().equals("DONE");
  }

  /** Verifies the whole chain; null when it is intact, else where it is not. */
  @Nullable String verify() throws IOException {
    try {
      Verification verification = ChainVerifier.verify(folder, PinnedKeys.read(key), seq == 0 ? null : new KnownHead(seq, hash));
      return verification.problem();
    } catch (UnreadableChainException e) {
      return "it cannot be read: " + e.getMessage();
    }
  }
}
