package dev.reeve.tui.screen.source;

import dev.reeve.cli.approval.ApprovalViews;
import dev.reeve.cli.manifest.ManifestViews;
import dev.reeve.cli.noun.AuditViews;
import dev.reeve.cli.noun.CapsViews;
import dev.reeve.cli.noun.CapsuleViews;
import dev.reeve.cli.noun.GroupNoun;
import dev.reeve.cli.noun.QuotaNoun;
import dev.reeve.cli.output.Words;
import dev.reeve.cli.run.RunViews;
import dev.reeve.tui.screen.Cell;
import dev.reeve.tui.screen.Row;
import dev.reeve.v1.Agent;
import dev.reeve.v1.Approval;
import dev.reeve.v1.AuditRecord;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.CatalogEntry;
import dev.reeve.v1.Danger;
import dev.reeve.v1.GroupInfo;
import dev.reeve.v1.PrincipalInfo;
import dev.reeve.v1.QuotaUsage;
import dev.reeve.v1.Run;
import java.util.Optional;

/** The columns of each list. */
final class Lists {

  /** As long as an id. */
  private static final int ID = 36;

  private static final String CONTRACT = "reeve.v1.";

  static final Listed<Run> RUNS =
      new Listed<>(Run::getId, (Run run) -> "run " + run.getId() + " of " + run.getAgent())
          .toned(Lists::tone)
          .like(RunViews.ROW, "AGENT", 12)
          .like(RunViews.ROW, "STATE", 10)
          .when("AGE", Run::getCreatedAt)
          .like(RunViews.ROW, "RUN", ID)
          .when("ENDED", Run::getEndedAt)
          .like(RunViews.ROW, "VERSION", 7)
          .like(RunViews.ROW, "REASON", 6);

  static final Listed<Approval> APPROVALS =
      new Listed<>(Approval::getId, (Approval asked) -> "approval " + asked.getId())
          .toned(asked -> asked.getQuestion().getDanger() == Danger.DANGER_EXTREME ? Row.Tone.BAD : Row.Tone.WAITS)
          .text("ASKER", 8, asked -> asked.getQuestion().getAsker())
          .text("DANGER", 8, asked -> ApprovalViews.danger(asked.getQuestion()))
          .text("KIND", 7, asked -> ApprovalViews.kind(asked.getQuestion()))
          .when("EXPIRES", Approval::getExpiresAt)
          .text("WHAT", 12, asked -> asked.getQuestion().getDescription())
          .text("APPROVAL", ID, Approval::getId);

  /** A principal and what it has deployed, if anything. */
  record Holder(PrincipalInfo principal, Optional<Agent> agent) {}

  static final Listed<Holder> AGENTS =
      new Listed<>((Holder holder) -> holder.principal().getName(), holder -> "principal " + holder.principal().getName())
          .toned(holder -> !holder.principal().getProblem().isEmpty() ? Row.Tone.BAD : holder.principal().getEnabled() ? Row.Tone.PLAIN : Row.Tone.WAITS)
          .text("NAME", 8, holder -> holder.principal().getName())
          .text(
              "STATE",
              8,
              holder ->
                  !holder.principal().getProblem().isEmpty()
                      ? "broken: " + holder.principal().getProblem()
                      : holder.principal().getEnabled() ? "enabled" : "disabled")
          .text("GROUPS", 8, holder -> Words.join(holder.principal().getGroupsList()))
          .text("VERSION", 7, holder -> holder.agent().map(ManifestViews::version).orElse(""))
          .text("STATUS", 6, holder -> holder.agent().map(ManifestViews::status).orElse(""))
          .with("RUNS", 4, holder -> new Cell.Amount(holder.agent().map(Agent::getRunCount).orElse(0L), holder.agent().map(agent -> Long.toString(agent.getRunCount())).orElse("")))
          .text("GRANTS", 8, holder -> Words.join(holder.principal().getGrantsList()));

  static final Listed<GroupInfo> GROUPS =
      new Listed<>(GroupInfo::getName, (GroupInfo group) -> "group " + group.getName())
          .like(GroupNoun.ROW, "NAME", 8)
          .with("MEMBERS", 7, group -> new Cell.Amount(group.getMembers(), Integer.toString(group.getMembers())))
          .like(GroupNoun.ROW, "BUILT IN", 8)
          .like(GroupNoun.ROW, "CAPABILITIES", 12)
          .like(GroupNoun.ROW, "DESCRIPTION", 11);

  static final Listed<CatalogEntry> CAPS =
      new Listed<>(CatalogEntry::getCapability, (CatalogEntry entry) -> entry.getCapability())
          .toned(entry -> entry.getDanger() == Danger.DANGER_EXTREME ? Row.Tone.BAD : Row.Tone.PLAIN)
          .like(CapsViews.CATALOG, "CAPABILITY", 20)
          .like(CapsViews.CATALOG, "DANGER", 8)
          .like(CapsViews.CATALOG, "RESOURCE", 8)
          .like(CapsViews.CATALOG, "SELF", 6)
          .like(CapsViews.CATALOG, "DELEGABLE", 9)
          .like(CapsViews.CATALOG, "FOR", 12);

  static final Listed<QuotaUsage> QUOTAS =
      new Listed<>(QuotaUsage::getName, (QuotaUsage quota) -> "limit " + quota.getName())
          .toned(quota -> !quota.getUnlimited() && quota.getLimit() > 0 && quota.getUsed() >= quota.getLimit() ? Row.Tone.BAD : Row.Tone.PLAIN)
          .like(QuotaNoun.USAGE, "NAME", 16)
          .with("USED", 6, quota -> new Cell.Amount(quota.getUsed(), QuotaNoun.amount(quota.getUsed(), quota.getUnit())))
          .like(QuotaNoun.USAGE, "LIMIT", 9)
          .with("PEAK", 6, quota -> new Cell.Amount(quota.getPeak(), QuotaNoun.amount(quota.getPeak(), quota.getUnit())))
          .like(QuotaNoun.USAGE, "SOURCE", 6)
          .like(QuotaNoun.USAGE, "ENFORCEMENT", 11);

  static final Listed<Capsule> CAPSULES =
      new Listed<>(Capsule::getName, (Capsule capsule) -> "capsule " + capsule.getName())
          .toned(Lists::tone)
          .like(CapsuleViews.ROW, "NAME", 8)
          .like(CapsuleViews.ROW, "VERSION", 7)
          .like(CapsuleViews.ROW, "STATE", 8)
          .when("SINCE", Capsule::getSince)
          .like(CapsuleViews.ROW, "BRINGS", 12)
          .like(CapsuleViews.ROW, "PUBLISHER", 9)
          .like(CapsuleViews.ROW, "REASON", 6);

  static final Listed<AuditRecord> AUDIT =
      new Listed<>((AuditRecord record) -> Long.toString(record.getSequence()), record -> "record " + record.getSequence())
          .toned(record -> record.hasAllowed() && !record.getAllowed() ? Row.Tone.BAD : Row.Tone.PLAIN)
          .with("RECORD", 6, record -> new Cell.Amount(record.getSequence(), Long.toString(record.getSequence())))
          .when("AGE", AuditRecord::getTime)
          .like(AuditViews.ROW, "PRINCIPAL", 9)
          .text("METHOD", 12, Lists::method)
          .like(AuditViews.ROW, "ALLOWED", 7)
          .like(AuditViews.ROW, "CODE", 6)
          .like(AuditViews.ROW, "TARGET", 8)
          .like(AuditViews.ROW, "SUMMARY", 8);

  static final Listed<AuditRecord> EVENTS =
      new Listed<>((AuditRecord record) -> Long.toString(record.getSequence()), record -> "record " + record.getSequence())
          .toned(record -> record.getCode().equals("OK") ? Row.Tone.PLAIN : Row.Tone.WAITS)
          .with("RECORD", 6, record -> new Cell.Amount(record.getSequence(), Long.toString(record.getSequence())))
          .when("AGE", AuditRecord::getTime)
          .text("EVENT", 12, AuditRecord::getMethod)
          .like(AuditViews.ROW, "CODE", 6)
          .like(AuditViews.ROW, "SUMMARY", 12)
          .like(AuditViews.ROW, "TARGET", 8)
          .like(AuditViews.ROW, "PRINCIPAL", 9);

  private Lists() {}

  /** Without the package of the contract, which all have. */
  private static String method(AuditRecord record) {
    return record.getMethod().startsWith(CONTRACT) ? record.getMethod().substring(CONTRACT.length()) : record.getMethod();
  }

  private static Row.Tone tone(Run run) {
    return switch (run.getState()) {
      case RUN_STATE_RUNNING, RUN_STATE_STARTING -> Row.Tone.GOOD;
      case RUN_STATE_WAITING_FOR_APPROVAL, RUN_STATE_QUEUED -> Row.Tone.WAITS;
      case RUN_STATE_FAILED, RUN_STATE_TIMED_OUT, RUN_STATE_REFUSED -> Row.Tone.BAD;
      case RUN_STATE_SUCCEEDED, RUN_STATE_CANCELLED, RUN_STATE_UNSPECIFIED, UNRECOGNIZED -> Row.Tone.PLAIN;
    };
  }

  private static Row.Tone tone(Capsule capsule) {
    boolean bad = capsule.getState() == CapsuleState.CAPSULE_STATE_FAILED || capsule.getState() == CapsuleState.CAPSULE_STATE_QUARANTINED;
    return bad ? Row.Tone.BAD : capsule.getState() == CapsuleState.CAPSULE_STATE_READY ? Row.Tone.PLAIN : Row.Tone.WAITS;
  }
}
