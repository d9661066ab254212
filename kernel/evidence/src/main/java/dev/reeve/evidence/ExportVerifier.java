package dev.reeve.evidence;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file that {@link ChainExport} wrote and says whether each record in it is one of those its checkpoint vouches for. That records
 * were left out of a file cannot be seen: an export is a choice.
 */
public final class ExportVerifier {

  private static final int MAX_PATH_BYTES = 1 << 13;
  private static final int MAX_PATH = 53;

  private final @Nullable PinnedKeys pinned;
  private final Sha256 sha = new Sha256();
  private @Nullable Checkpoint vouched;
  private long lastSeq;

  private ExportVerifier(@Nullable PinnedKeys pinned) {
    this.pinned = pinned;
  }

  /**
   * Verifies the whole file.
   *
   * @param pinned the audit keys one of which must have signed the checkpoint; null: its signature is not checked
   * @throws UnreadableChainException when the file cannot be read
   */
  public static ExportVerification verify(Path file, @Nullable PinnedKeys pinned) throws UnreadableChainException {
    return verify(file, pinned, records -> {});
  }

  /**
   * The same, told now and then.
   *
   * @param progress told how many records were read, every thousand or so
   */
  public static ExportVerification verify(Path file, @Nullable PinnedKeys pinned, LongConsumer progress) throws UnreadableChainException {
    ExportVerifier verifier = new ExportVerifier(pinned);
    try (SegmentReader lines = new SegmentReader(file, AuditLine.MAX_BYTES + MAX_PATH_BYTES)) {
      long checkpoint = 0;
      long records = -1;
      String problem = null;
      while (problem == null && lines.next()) {
        problem = verifier.problem(lines);
        records += problem == null ? 1 : 0;
        if (lines.lines() % ChainVerifier.TOLD == 0) {
          progress.accept(Math.max(records, 0));
        }
        checkpoint = verifier.vouched == null || records < 0 ? 0 : verifier.vouched.size() + 1;
      }
      long line = lines.lines();
      if (problem == null && (records < 0 || lines.rest() > 0)) {
        line++;
        problem = records < 0 && lines.rest() == 0 ? "the file is empty" : "the line is too long, or torn: it has no newline";
      }
      return new ExportVerification(
          problem == null, Math.max(records, 0), checkpoint, problem == null ? null : "line " + line + ": " + problem,
          problem == null ? 0 : line);
    }
  }

  private @Nullable String problem(SegmentReader lines) {
    CanonicalReader in = new CanonicalReader(lines.array(), lines.lineFrom(), lines.lineTo());
    try {
      Checkpoint root = vouched;
      return root == null ? checkpoint(in) : record(in, root);
    } catch (MalformedJsonException | IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private AuditEntry entry(CanonicalReader in) throws MalformedJsonException {
    RecordReader reader = new RecordReader(in, sha);
    reader.check();
    return reader.entry();
  }

  private @Nullable String checkpoint(CanonicalReader in) throws MalformedJsonException {
    in.expect("{\"checkpoint\":");
    AuditRecord record = entry(in).record();
    in.expect(",\"format\":\"" + ChainExport.FORMAT + "\"}");
    in.end();
    String problem;
    Checkpoint said;
    if (record.kind() == AuditRecord.Kind.ROTATION) {
      SignedRotation signed = SignedRotation.of(record);
      said = signed.rotation().vouched();
      problem = rotation(signed);
    } else {
      SignedCheckpoint signed = SignedCheckpoint.of(record);
      said = signed.checkpoint();
      PublicKey key = key(said.keyId());
      problem = key == null || signed.verify(key) ? null : "the checkpoint's signature is not by its key over this";
    }
    if (problem == null && (said.size() != record.seq() - 1 || !said.head().equals(record.prev()))) {
      problem = "the checkpoint's size or head is not that of the chain before it";
    }
    vouched = problem == null ? said : null;
    return problem;
  }

  private @Nullable String rotation(SignedRotation signed) {
    PublicKey key = key(signed.rotation().vouched().keyId());
    if (!signed.verifyNext() || (key != null && !signed.verify(key))) {
      return "the rotation's signatures are not by its keys over this";
    }
    int next = pinned == null ? 0 : pinned.indexOf(signed.rotation().vouched().keyId()) + 1;
    boolean other = pinned != null && next < pinned.keys().size() && pinned.indexOf(signed.rotation().nextKeyId()) != next;
    return other ? "the rotation hands over to another key than the next pinned" : null;
  }

  /** Null when nothing is pinned. */
  private @Nullable PublicKey key(String keyId) {
    if (pinned == null) {
      return null;
    }
    int place = pinned.indexOf(keyId);
    if (place < 0) {
      throw new IllegalArgumentException("the checkpoint is signed by key " + keyId + ", which is not pinned");
    }
    return pinned.keys().get(place);
  }

  private @Nullable String record(CanonicalReader in, Checkpoint root) throws MalformedJsonException {
    in.expect("{\"proof\":[");
    List<String> path = new ArrayList<>();
    if (!in.skip("]")) {
      do {
        path.add(in.text());
      } while (path.size() <= MAX_PATH && in.skip(","));
      in.expect("]");
    }
    in.expect(",\"record\":");
    AuditEntry entry = entry(in);
    in.expect("}");
    in.end();
    long seq = entry.record().seq();
    if (seq <= lastSeq || seq > root.size()) {
      return "record " + seq + " is not behind record " + lastSeq + ", or not before the checkpoint";
    }
    if (!new InclusionProof(seq - 1, root.size(), path).proves(entry.hash(), root.root())) {
      return "record " + seq + ": its proof does not lead to the checkpoint's root";
    }
    lastSeq = seq;
    return null;
  }
}
