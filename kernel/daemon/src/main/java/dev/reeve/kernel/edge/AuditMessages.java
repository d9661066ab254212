package dev.reeve.kernel.edge;

import dev.reeve.evidence.AuditDecision;
import dev.reeve.evidence.AuditLine;
import dev.reeve.evidence.AuditOutcome;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.kernel.audit.AuditFilter;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.Choice;
import java.util.Arrays;

/** Records of the chain as messages of the contract. */
final class AuditMessages {

  private AuditMessages() {}

  /** What a request asks for; INVALID_ARGUMENT where it cannot be. */
  static AuditFilter filter(dev.reeve.v1.AuditFilter asked) {
    if (!asked.getKind().isEmpty() && Arrays.stream(AuditRecord.Kind.values()).noneMatch(kind -> kind.label().equals(asked.getKind()))) {
      throw KernelException.invalid("filter.kind", "is intent, outcome, event, checkpoint or rotation");
    }
    return new AuditFilter(
        asked.getPrincipal(),
        asked.getMethod(),
        asked.getTarget(),
        asked.getRequestId(),
        asked.hasSince() ? Replies.instant("filter.since", asked.getSince()) : null,
        asked.hasUntil() ? Replies.instant("filter.until", asked.getUntil()) : null,
        asked.getAllowed() == Choice.CHOICE_UNSPECIFIED ? null : (Boolean) (asked.getAllowed() == Choice.CHOICE_YES),
        asked.getKind(),
        asked.getCode());
  }

  static dev.reeve.v1.AuditRecord record(AuditRecord record) {
    dev.reeve.v1.AuditRecord.Builder message =
        dev.reeve.v1.AuditRecord.newBuilder()
            .setSequence(record.seq())
            .setTime(Replies.time(record.time()))
            .setKind(record.kind().label())
            .setPrincipal(record.principal())
            .setMethod(record.method())
            .setCapability(record.capability())
            .setTarget(record.target())
            .setRequestId(record.requestId())
            .setJson(AuditLine.line(record));
    AuditDecision decision = record.decision();
    if (decision != null) {
      message.setAllowed(decision.allowed()).setRule(decision.rule());
    }
    AuditOutcome outcome = record.outcome();
    if (outcome != null) {
      message.setCode(outcome.code()).setSummary(outcome.summary());
    }
    return message.build();
  }
}
