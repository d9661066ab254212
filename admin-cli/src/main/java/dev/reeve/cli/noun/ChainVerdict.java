package dev.reeve.cli.noun;

import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.Verification;
import dev.reeve.v1.VerifyAuditResponse;

/**
 * What verifying an audit chain found, by the kernel or by this program.
 *
 * @param first of the records that are not pruned
 * @param last good record; 0 for none
 * @param hash of it, 64 hexadecimal digits
 * @param epoch of the key in force there; 0 before the first checkpoint
 * @param afterCheckpoint good records that no signature covers
 * @param leftovers segments of pruned records that are still there
 * @param problem empty when intact
 * @param firstBad record; 0 when intact
 * @param keys against which signatures were checked, in words
 */
record ChainVerdict(
    boolean intact, long first, long last, String hash, long epoch, long afterCheckpoint, int leftovers, String problem, long firstBad,
    String keys) {

  static final TableView<ChainVerdict> VIEW =
      new TableView<ChainVerdict>(ChainVerdict::word, ChainVerdict::json, java.util.List.of())
          .with("CHAIN", ChainVerdict::word)
          .with("RECORDS", v -> v.last() < v.first() ? "" : v.first() + " to " + v.last())
          .with("HEAD", v -> v.last() == 0 ? "" : v.last() + ":" + v.hash())
          .with("AFTER CHECKPOINT", v -> Long.toString(v.afterCheckpoint()))
          .with("EPOCH", v -> AuditViews.place(v.epoch()))
          .with("KEYS", ChainVerdict::keys)
          .with("FIRST BAD RECORD", v -> AuditViews.place(v.firstBad()))
          .with("PROBLEM", ChainVerdict::problem);

  /** By the kernel, with the keys it has pinned. */
  static ChainVerdict of(VerifyAuditResponse said) {
    return new ChainVerdict(
        said.getIntact(), said.getFirst(), said.getRecords(), said.getHead(), said.getEpoch(), said.getAfterCheckpoint(), 0, said.getProblem(),
        said.getFirstBad(), "the kernel's own");
  }

  /** By this program. */
  static ChainVerdict of(Verification found, String keys) {
    String problem = found.problem();
    return new ChainVerdict(
        found.intact(), found.firstSeq(), found.records(), found.head(), found.epoch(), found.afterCheckpoint(), found.leftovers(),
        problem == null ? "" : problem, found.firstBadSeq(), keys);
  }

  /** The same, but broken at a record. */
  ChainVerdict broken(long record, String why) {
    return new ChainVerdict(false, first, last, hash, epoch, afterCheckpoint, leftovers, why, record, keys);
  }

  private String word() {
    return intact ? "intact" : "broken";
  }

  private static String json(Json style, ChainVerdict verdict) {
    return new JsonObject(style)
        .truth("intact", verdict.intact())
        .whole("first", verdict.first())
        .whole("records", verdict.last())
        .text("head", verdict.last() == 0 ? AuditRecord.NO_HASH : verdict.hash())
        .whole("epoch", verdict.epoch())
        .whole("afterCheckpoint", verdict.afterCheckpoint())
        .small("leftovers", verdict.leftovers())
        .text("keys", verdict.keys())
        .text("problem", verdict.problem())
        .whole("firstBad", verdict.firstBad())
        .toString();
  }
}
