package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Chains of seeded random records on disk, as an appender would write them. */
final class SampleChain {

  static final Instant START = Instant.parse("2026-11-20T14:00:00.000000001Z");
  private static final List<AuditRecord.Kind> KINDS = List.of(AuditRecord.Kind.INTENT, AuditRecord.Kind.OUTCOME, AuditRecord.Kind.EVENT);
  /** Of each epoch, the present one last. */
  final List<KeyPair> epochs = new ArrayList<>();
  final List<ChainHead.Sealed> sealed = new ArrayList<>();
  private ChainHead head = ChainHead.START;
  private final Random random;

  SampleChain(long seed) {
    random = new Random(seed);
    epochs.add(newKeys());
  }

  static KeyPair newKeys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The key of an epoch, from 1. */
  CheckpointKey key(int epoch) {
    KeyPair keys = epochs.get(epoch - 1);
    return CheckpointKey.of(keys.getPrivate(), keys.getPublic(), epoch);
  }

  /** Of the present epoch. */
  CheckpointKey key() {
    return key(epochs.size());
  }

  PublicKey half(int epoch) {
    return epochs.get(epoch - 1).getPublic();
  }

  /** The keys of all epochs. */
  PinnedKeys pinned() {
    return new PinnedKeys(epochs.stream().map(KeyPair::getPublic).toList());
  }

  ChainHead head() {
    return head;
  }

  /** A chain with a checkpoint after every so many records, itself counted. */
  static SampleChain of(long seed, int records, int checkpointEvery) {
    SampleChain chain = new SampleChain(seed);
    for (int i = 1; i <= records; i++) {
      if (i % checkpointEvery == 0) {
        chain.checkpoint();
      } else {
        chain.grow(1);
      }
    }
    return chain;
  }

  /** Adds records of random kinds and shapes. */
  SampleChain grow(int records) {
    for (int i = 0; i < records; i++) {
      add(head.next(draft((int) head.seq() + 1)));
    }
    return this;
  }

  SampleChain checkpoint() {
    long seq = head.seq() + 1;
    add(head.checkpoint(START.plusSeconds(seq), "checkpoint-" + seq, "local", key()));
    return this;
  }

  /** Hands over to a key of a new epoch. */
  SampleChain rotate() {
    CheckpointKey old = key();
    epochs.add(newKeys());
    add(head.rotation(START.plusSeconds(head.seq() + 1), "rotation", "local", old, key(), half(epochs.size())));
    return this;
  }

  /** A receipt of all up to a record, signed in the present epoch. */
  PruneReceipt receipt(int size, int chainEpoch) {
    return PruneReceipt.of(sealed.get(size - 1).head(), chainEpoch, half(chainEpoch), START.plusSeconds(9), key());
  }

  static void write(Path dir, PruneReceipt receipt) throws IOException {
    Files.writeString(dir.resolve(receipt.fileName()), receipt.text());
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

  /** Writes the records behind one as one segment. */
  void writeBehind(Path dir, int size) throws IOException {
    Files.writeString(dir.resolve(Segments.name(size + 1)), String.join("", lines().subList(size, sealed.size())));
  }

  /** Writes these lines as one segment. */
  static void write(Path dir, List<String> lines) throws IOException {
    Files.writeString(dir.resolve(Segments.name(1)), String.join("", lines));
  }
}
