package dev.reeve.kernel.edge;

import dev.reeve.evidence.AuditDecision;
import dev.reeve.evidence.AuditLine;
import dev.reeve.evidence.AuditOutcome;
import dev.reeve.evidence.AuditRecord;

/** Records of the chain as messages of the contract. */
final class AuditMessages {

  private AuditMessages() {}

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
