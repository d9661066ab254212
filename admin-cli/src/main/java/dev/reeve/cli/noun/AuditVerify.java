package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.JsonValue;
import dev.reeve.cli.progress.Amounts;
import dev.reeve.cli.progress.Progress;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.ExportVerifier;
import dev.reeve.evidence.KnownHead;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.v1.AuditRecord;
import dev.reeve.v1.ListAuditRequest;
import dev.reeve.v1.ListAuditResponse;
import dev.reeve.v1.PageRequest;
import dev.reeve.v1.VerifyAuditRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Verifies the kernel's audit chain, or without a kernel a folder of segments or an export. Exit codes: 0 intact, 1 broken. */
final class AuditVerify {

  private static final int BROKEN = 1;

  /** Exit code of what cannot be read. */
  private static final int UNREADABLE = 2;

  private static final String VERIFYING = "verifying";
  private static final int PAGE = 500;
  private static final String PATH = "check the path and its permissions";
  private static final String PRUNED = "give a head that was noted later";

  private final Invocation call;
  private final List<KnownHead> heads;

  /** @throws ReeveException when a head is none */
  AuditVerify(Invocation call, @Nullable List<String> heads) {
    this.call = call;
    this.heads = heads == null ? List.of() : heads.stream().map(AuditVerify::head).toList();
  }

  private static KnownHead head(String word) {
    try {
      return KnownHead.parse(word);
    } catch (IllegalArgumentException other) {
      throw ReeveException.usage("--head: '" + word + "' is no head: " + other.getMessage(), "give what 'reeve audit head -o name' printed");
    }
  }

  /** Lets the kernel verify its own chain, and compares the heads with the records it has. */
  int own(Duration bound) {
    KernelClient client = call.connect(bound);
    ChainVerdict verdict;
    try (Progress _ = call.progress(VERIFYING, Amounts.RECORDS)) {
      verdict = ChainVerdict.of(client.audit().verify(VerifyAuditRequest.getDefaultInstance()));
    }
    for (KnownHead head : heads) {
      verdict = verdict.intact() ? compared(client, verdict, head) : verdict;
    }
    call.output().one(verdict, ChainVerdict.VIEW);
    return verdict.intact() ? 0 : BROKEN;
  }

  private static ChainVerdict compared(KernelClient client, ChainVerdict verdict, KnownHead head) {
    if (head.seq() > verdict.last()) {
      return verdict.broken(
          verdict.last() + 1, "the chain ends at record " + verdict.last() + "; the known head is record " + head.seq());
    }
    if (head.seq() < verdict.first()) {
      throw new ReeveException(
          unreadable("record " + head.seq() + " of the known head is pruned; the chain begins with record " + verdict.first(), PRUNED));
    }
    String hash = head.seq() == verdict.last() ? verdict.hash() : hash(client, head.seq());
    return hash.equals(head.hash()) ? verdict : verdict.broken(head.seq(), "record " + head.seq() + " has another hash than the known head");
  }

  /** Pages from the newest record to that one: the contract names no record by its number. Empty where it is not there. */
  private static String hash(KernelClient client, long sequence) {
    String token = "";
    do {
      PageRequest page = PageRequest.newBuilder().setSize(PAGE).setToken(token).build();
      ListAuditResponse answer = client.audit().list(ListAuditRequest.newBuilder().setPage(page).build());
      for (AuditRecord record : answer.getRecordsList()) {
        if (record.getSequence() <= sequence) {
          return record.getSequence() == sequence ? JsonValue.of(record.getJson()).get("hash").text() : "";
        }
      }
      token = answer.getPage().getNextToken();
    } while (!token.isEmpty());
    return "";
  }

  /**
   * Verifies a folder of segments, or a file that is an export.
   *
   * @param key file with the keys that signatures must be by; null: signatures are not checked
   * @throws ReeveException when the place or the key cannot be read
   */
  int place(Path place, @Nullable Path key) {
    PinnedKeys pinned = key == null ? null : keys(key);
    String words = key == null ? "not checked: no --key is given" : key.toString();
    try {
      return Files.isRegularFile(place) ? export(place, pinned, words) : chain(place, pinned, words);
    } catch (UnreadableChainException unreadable) {
      String remedy = heads.isEmpty() ? PATH : PATH + "; or, where a head is pruned, " + PRUNED;
      throw new ReeveException(unreadable(String.valueOf(unreadable.getMessage()), remedy), unreadable);
    }
  }

  private int chain(Path folder, @Nullable PinnedKeys pinned, String keys) throws UnreadableChainException {
    ChainVerdict verdict;
    try (Progress progress = call.progress(VERIFYING, Amounts.RECORDS)) {
      verdict = ChainVerdict.of(ChainVerifier.verifyAgainst(folder, pinned, heads, progress::done), keys);
    }
    call.output().one(verdict, ChainVerdict.VIEW);
    return verdict.intact() ? 0 : BROKEN;
  }

  private int export(Path file, @Nullable PinnedKeys pinned, String keys) throws UnreadableChainException {
    if (!heads.isEmpty()) {
      throw ReeveException.usage("--head is for a chain: an export has records that need not be neighbours", "leave it out");
    }
    ExportVerdict verdict;
    try (Progress progress = call.progress(VERIFYING, Amounts.RECORDS)) {
      verdict = new ExportVerdict(ExportVerifier.verify(file, pinned, progress::done), keys);
    }
    call.output().one(verdict, ExportVerdict.VIEW);
    return verdict.found().intact() ? 0 : BROKEN;
  }

  private static PinnedKeys keys(Path file) {
    try {
      return PinnedKeys.read(file);
    } catch (IOException unusable) {
      throw new ReeveException(unreadable("the key cannot be used: " + unusable.getMessage(), PATH), unusable);
    }
  }

  private static ErrorReport unreadable(String why, String remedy) {
    return new ErrorReport(
        "UNREADABLE", "this cannot be verified: " + why, remedy, UNREADABLE, List.of(), Map.of(), "");
  }
}
