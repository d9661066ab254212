package dev.reeve.cli.testkernel;

import dev.reeve.evidence.AuditDecision;
import dev.reeve.evidence.AuditOutcome;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.ChainHead;
import dev.reeve.evidence.CheckpointKey;
import dev.reeve.evidence.KnownHead;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.evidence.PruneReceipt;
import dev.reeve.evidence.Segments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A real audit chain in memory: every third record tells of bob, who was denied, the others of default, who was allowed. */
public final class TestChain {

  private static final Instant START = Instant.parse("2026-11-20T14:00:00.000000001Z");

  private final List<KeyPair> epochs = new ArrayList<>();
  private final List<ChainHead.Sealed> records = new ArrayList<>();
  private ChainHead head = ChainHead.START;

  private TestChain() {
    epochs.add(keys());
  }

  /** So many records, the last of them a checkpoint. */
  public static TestChain of(int records) {
    return new TestChain().grow(records - 1).checkpoint();
  }

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  /** Of the present epoch. */
  public CheckpointKey key() {
    KeyPair last = epochs.getLast();
    return CheckpointKey.of(last.getPrivate(), last.getPublic(), epochs.size());
  }

  public PinnedKeys pinned() {
    return new PinnedKeys(epochs.stream().map(KeyPair::getPublic).toList());
  }

  public ChainHead head() {
    return head;
  }

  /** As it is noted. */
  public KnownHead known() {
    return new KnownHead(head.seq(), head.hash());
  }

  List<ChainHead.Sealed> records() {
    return List.copyOf(records);
  }

  public TestChain grow(int more) {
    for (int i = 0; i < more; i++) {
      long seq = head.seq() + 1;
      boolean denied = seq % 3 == 0;
      add(
          head.next(
              AuditRecord.Draft.of(
                      AuditRecord.Kind.OUTCOME, START.plusSeconds(seq), "request-" + seq, "local", denied ? "bob" : "default",
                      "reeve.v1.AdminService/AgentCreate", "agent:create", "agent-" + seq)
                  .withDecision(new AuditDecision(!denied, denied ? "no grant" : "agent:* in group admin"))
                  .withOutcome(new AuditOutcome(denied ? "PERMISSION_DENIED" : "OK", "ünd so"))));
    }
    return this;
  }

  public TestChain checkpoint() {
    add(head.checkpoint(START.plusSeconds(head.seq() + 1), "checkpoint", "local", key()));
    return this;
  }

  /** A new key takes over. */
  public TestChain rotate() {
    CheckpointKey old = key();
    epochs.add(keys());
    add(head.rotation(START.plusSeconds(head.seq() + 1), "rotation", "local", old, key(), epochs.getLast().getPublic()));
    return this;
  }

  private void add(ChainHead.Sealed next) {
    records.add(next);
    head = next.head();
  }

  /** The one segment's name. */
  public static String segment() {
    return Segments.name(1);
  }

  /** The one segment's bytes. */
  public byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    records.forEach(record -> all.writeBytes(record.line()));
    return all.toByteArray();
  }

  /** Writes it as one segment. */
  public Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(segment()), bytes());
    return folder;
  }

  /** Writes what is behind a record, as one segment, and the signed receipt of what is not. */
  public Path writePruned(Path folder, int gone) throws IOException {
    Files.createDirectories(folder);
    PruneReceipt receipt =
        PruneReceipt.of(records.get(gone - 1).head(), 1, epochs.getFirst().getPublic(), START.plusSeconds(head.seq() + 1), key());
    Files.writeString(folder.resolve(receipt.fileName()), receipt.text());
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    records.subList(gone, records.size()).forEach(record -> rest.writeBytes(record.line()));
    Files.write(folder.resolve(Segments.name(gone + 1)), rest.toByteArray());
    return folder;
  }
}
