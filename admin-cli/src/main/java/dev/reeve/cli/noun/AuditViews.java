package dev.reeve.cli.noun;

import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.v1.AuditRecord;
import dev.reeve.v1.HeadAuditResponse;
import dev.reeve.v1.PruneAuditResponse;
import dev.reeve.v1.RotateAuditKeyResponse;
import dev.reeve.v1.StatsAuditResponse;

/** How records of the audit chain and its figures are shown. */
public final class AuditViews {

  public static final TableView<AuditRecord> ROW =
      TableView.of((AuditRecord r) -> Long.toString(r.getSequence()))
          .with("SEQUENCE", 8, r -> Long.toString(r.getSequence()))
          .time("TIME", 24, r -> r.getTime())
          .with("KIND", 9, AuditRecord::getKind)
          .with("PRINCIPAL", 12, AuditRecord::getPrincipal)
          .with("METHOD", 26, AuditRecord::getMethod)
          .with("ALLOWED", 7, AuditViews::allowed)
          .with("CODE", 10, AuditRecord::getCode)
          .with("TARGET", 16, AuditRecord::getTarget)
          .with("SUMMARY", AuditRecord::getSummary);

  static final TableView<HeadAuditResponse> HEAD =
      TableView.of(AuditViews::head)
          .with("HEAD", AuditViews::head)
          .with("ROOT", HeadAuditResponse::getRoot)
          .time("TIME", h -> h.getTime())
          .with("LAST CHECKPOINT", h -> place(h.getLastCheckpoint()))
          .with("EPOCH", h -> place(h.getEpoch()))
          .with("KEY", HeadAuditResponse::getKeyId);

  static final TableView<StatsAuditResponse> STATS =
      TableView.of((StatsAuditResponse s) -> Long.toString(s.getLast()))
          .with("FIRST RECORD", s -> place(s.getFirst()))
          .with("LAST RECORD", s -> place(s.getLast()))
          .time("OLDEST", s -> s.getOldest())
          .time("NEWEST", s -> s.getNewest())
          .with("LAST CHECKPOINT", s -> place(s.getLastCheckpoint()))
          .with("EPOCH", s -> place(s.getEpoch()))
          .with("SEGMENTS", s -> Integer.toString(s.getSegments()))
          .with("SIZE", s -> Words.size(s.getBytes()))
          .with("APPENDED SINCE START", s -> Long.toString(s.getAppended()))
          .with("FORCED SINCE START", s -> Long.toString(s.getForced()))
          .with("WAITING", s -> Integer.toString(s.getWaiting()))
          .with("OPEN INTENTS", s -> Integer.toString(s.getOpenIntents()))
          .with("RESERVE", s -> Words.size(s.getReserveBytes()));

  static final TableView<PruneAuditResponse> PRUNED =
      TableView.of(PruneAuditResponse::getReceipt)
          .with("PRUNED", p -> p.getChanged() ? "yes" : "no")
          .with("FIRST RECORD", p -> place(p.getFirst()))
          .with("SEGMENTS", p -> Integer.toString(p.getSegments()))
          .with("SIZE", p -> Words.size(p.getBytes()))
          .with("RECEIPT", PruneAuditResponse::getReceipt);

  static final TableView<RotateAuditKeyResponse> ROTATED =
      TableView.of(RotateAuditKeyResponse::getKeyId)
          .with("EPOCH", r -> Long.toString(r.getEpoch()))
          .with("KEY", RotateAuditKeyResponse::getKeyId);

  private AuditViews() {}

  /** As {@code --head} takes it; empty before the first record. */
  static String head(HeadAuditResponse answer) {
    return answer.getSequence() == 0 ? "" : answer.getSequence() + ":" + answer.getHash();
  }

  /** Empty where nothing was decided: a record of something that happened by itself. */
  private static String allowed(AuditRecord record) {
    return !record.hasAllowed() ? "" : record.getAllowed() ? "yes" : "no";
  }

  /** Of what is counted from 1: empty for none. */
  static String place(long number) {
    return number == 0 ? "" : Long.toString(number);
  }
}
