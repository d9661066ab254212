package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Chains of seeded random records on disk, as an appender would write them. */
final class SampleChain {

  static final Instant START = Instant.parse("2026-11-20T14:00:00.000000001Z");
  private static final List<AuditRecord.Kind> KINDS = List.of(AuditRecord.Kind.INTENT, AuditRecord.Kind.OUTCOME, AuditRecord.Kind.EVENT);
  final KeyPair keys;
  final CheckpointKey key;
  final List<ChainHead.Sealed> sealed = new ArrayList<>();
  private ChainHead head = ChainHead.START;
  private final Random random;

  SampleChain(long seed) {
    random = new Random(seed);
    try {
      keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    key = CheckpointKey.of(keys.getPrivate(), keys.getPublic(), 1);
  }

  ChainHead head() {
    return head;
  }

  /** A chain with a checkpoint after every so many records, itself counted. */
  static SampleChain of(long seed, int records, int checkpointEvery) {
    SampleChain chain = new SampleChain(seed);
    for (int i = 1; i <= records; i++) {
      if (i % checkpointEvery == 0) {
        chain.add(chain.head.checkpoint(START.plusSeconds(i), "checkpoint-" + i, "local", chain.key));
      } else {
        chain.add(chain.head.next(chain.draft(i)));
      }
    }
    return chain;
  }

  void add(ChainHead.Sealed next) {
    sealed.add(next);
    head = next.head();
  }

  AuditRecord.Draft draft(int i) {
    AuditRecord.Draft draft =
        AuditRecord.Draft.of(
            KINDS.get(random.nextInt(KINDS.size())), START.plusNanos(i * 1_000_003L), "request-" + i, "local", "principal-é-" + i,
            "reeve.v1.AgentService/Create", "agent:create", "agent/" + i);
    return draft
        .withPeer(random.nextBoolean() ? new AuditPeer(1000, random.nextInt(5000), 1 + random.nextInt(9999), START) : null)
        .withKeyId(random.nextBoolean() ? "key-" + i : null)
        .withDecision(random.nextBoolean() ? new AuditDecision(random.nextBoolean(), "agent:* in \"operators\"") : null)
        .withParams(random.nextBoolean() ? Json.members(Map.of("n", i, "name", "a\nb", "deep", List.of(true, Map.of("😀", -i)))) : null)
        .withOutcome(random.nextBoolean() ? new AuditOutcome("OK", "done") : null)
        .withOutbox(random.nextBoolean() ? "outbox-" + i : null);
  }

  /** Lines with their newlines. */
  List<String> lines() {
    return sealed.stream().map(next -> new String(next.line(), UTF_8)).toList();
  }

  /** Writes the records in segments of so many. */
  void write(Path dir, int perSegment) throws IOException {
    List<String> lines = lines();
    for (int i = 0; i < lines.size(); i += perSegment) {
      List<String> part = lines.subList(i, Math.min(i + perSegment, lines.size()));
      Files.writeString(dir.resolve(Segments.name(i + 1)), String.join("", part));
    }
  }

  /** Writes these lines as one segment. */
  static void write(Path dir, List<String> lines) throws IOException {
    Files.writeString(dir.resolve(Segments.name(1)), String.join("", lines));
  }
}
