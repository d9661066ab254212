package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditDecision;
import dev.reeve.evidence.AuditOutcome;
import dev.reeve.evidence.AuditPeer;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is to be recorded, in the form of the chain: only values it can hold. */
final class Drafts {

  private Drafts() {}

  static AuditRecord.Draft of(AuditDraft entry, Instant time, @Nullable String outbox) {
    AuditDraft.From peer = entry.peer();
    AuditDraft.Ruling decision = entry.decision();
    AuditDraft.Result outcome = entry.outcome();
    return AuditRecord.Draft.of(
            AuditRecord.Kind.valueOf(entry.kind().name()),
            time,
            clean(entry.requestId()),
            AuditDraft.ORG,
            clean(entry.principal()),
            clean(entry.method()),
            clean(entry.capability()),
            clean(entry.target()))
        .withPeer(
            peer == null
                ? null
                : new AuditPeer(peer.uid(), peer.gid(), peer.pid(), peer.started() == null ? Instant.EPOCH : peer.started()))
        .withKeyId(entry.keyId() == null ? null : clean(entry.keyId()))
        .withDecision(decision == null ? null : new AuditDecision(decision.allowed(), clean(decision.rule())))
        .withParams(entry.params().isEmpty() ? null : Json.members((Map<?, ?>) plain(entry.params())))
        .withOutcome(outcome == null ? null : new AuditOutcome(clean(outcome.code()), clean(outcome.summary())))
        .withOutbox(outbox);
  }

  private static Object plain(Object value) {
    return switch (value) {
      case String text -> clean(text);
      case Map<?, ?> map -> {
        Map<String, Object> copy = new TreeMap<>();
        map.forEach((name, inner) -> copy.put(clean(String.valueOf(name)), plain(inner)));
        yield copy;
      }
      case List<?> list -> list.stream().map(Drafts::plain).toList();
      default -> value;
    };
  }

  /** The text with every lone surrogate replaced, which no JSON text can hold. */
  private static String clean(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      boolean pair = Character.isHighSurrogate(unit) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
      if (Character.isSurrogate(unit) && !pair) {
        out = out == null ? new StringBuilder(text) : out;
        out.setCharAt(i, '\uFFFD');
      } else if (pair) {
        i++;
      }
    }
    return out == null ? text : out.toString();
  }
}
