package dev.reeve.bench.durable;

import dev.reeve.evidence.AuditDecision;
import dev.reeve.evidence.AuditOutcome;
import dev.reeve.evidence.AuditPeer;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.ChainHead;
import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.CheckpointKey;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.evidence.Segments;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.evidence.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.time.Instant;

/** A long chain of records as a kernel writes them, verified with its pinned key, and SHA-256 alone over the same bytes. */
final class LongChain {

  private static final int CHECKPOINT_EVERY = 1024;
  private static final int SEGMENT_RECORDS = 90_000;
  private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

  private final Path folder;
  private final KeyPair keys;
  private long bytes;

  private LongChain(Path folder, KeyPair keys) {
    this.folder = folder;
    this.keys = keys;
  }

  /** Writes a chain of at least so many records into an empty folder. */
  static LongChain write(Path folder, int records) throws IOException, GeneralSecurityException {
    LongChain chain = new LongChain(folder, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    CheckpointKey signing = CheckpointKey.of(chain.keys.getPrivate(), chain.keys.getPublic(), 1);
    ChainHead head = ChainHead.START;
    while (head.seq() < records) {
      try (OutputStream out = Files.newOutputStream(folder.resolve(Segments.name(head.seq() + 1)))) {
        long end = Math.min(records, head.seq() + SEGMENT_RECORDS);
        while (head.seq() < end) {
          ChainHead.Sealed sealed =
              head.seq() % CHECKPOINT_EVERY == CHECKPOINT_EVERY - 1
                  ? head.checkpoint(BEGUN.plusMillis(head.seq()), "chain", "local", signing)
                  : head.next(draft(head.seq()));
          out.write(sealed.line());
          chain.bytes += sealed.line().length;
          head = sealed.head();
        }
      }
    }
    Files.writeString(folder.resolve("audit.pub"), PinnedKeys.of(chain.keys.getPublic()).pem());
    return chain;
  }

  private static AuditRecord.Draft draft(long seq) {
    return AuditRecord.Draft.of(
            AuditRecord.Kind.OUTCOME, BEGUN.plusMillis(seq), "bench-" + seq, "local", "default", "reeve.v1.AdminService/CapsGrant", "caps:grant", "agent-7")
        .withPeer(new AuditPeer(1000, 1000, 4242, BEGUN))
        .withDecision(new AuditDecision(true, "group admin caps:*"))
        .withOutcome(new AuditOutcome("OK", ""));
  }

  /** Bytes of all its segments. */
  long bytes() {
    return bytes;
  }

  /** Verifies it; records a second. Throws IOException when it is not intact. */
  double verifiedPerSecond() throws IOException {
    long begun = System.nanoTime();
    Verification verification;
    try {
      verification = ChainVerifier.verify(folder, PinnedKeys.read(folder.resolve("audit.pub")), null);
    } catch (UnreadableChainException e) {
      throw new IOException(e.getMessage(), e);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (!verification.intact()) {
      throw new IOException("the chain is not intact: " + verification.problem());
    }
    return verification.records() / seconds;
  }

  /** SHA-256 over its bytes, read the same way; MiB a second. */
  double hashedPerSecond() throws IOException, GeneralSecurityException {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    byte[] buffer = new byte[1 << 16];
    long begun = System.nanoTime();
    try {
      for (Path segment : Segments.list(folder)) {
        try (InputStream in = Files.newInputStream(segment)) {
          for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            sha.update(buffer, 0, read);
          }
        }
      }
    } catch (UnreadableChainException e) {
      throw new IOException(e.getMessage(), e);
    }
    var unused = sha.digest();
    return bytes / (double) (1 << 20) / ((System.nanoTime() - begun) / 1e9);
  }
}
