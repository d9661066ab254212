package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditDecision;
import dev.reeve.evidence.AuditOutcome;
import dev.reeve.evidence.AuditRecord;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which records are wanted; what is empty or null is not asked.
 *
 * @param method a full name, the end of one behind a slash, or a beginning that ends in {@code *}
 * @param since from this moment on
 * @param until before this moment
 * @param kind as the chain writes it
 */
public record AuditFilter(
    String principal,
    String method,
    String target,
    String requestId,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable Boolean allowed,
    String kind,
    String code)
    implements Predicate<AuditRecord> {

  /** Every record. */
  public static final AuditFilter ALL = new AuditFilter("", "", "", "", null, null, null, "", "");

  @Override
  public boolean test(AuditRecord record) {
    AuditDecision decision = record.decision();
    AuditOutcome outcome = record.outcome();
    return is(principal, record.principal())
        && isMethod(record.method())
        && is(target, record.target())
        && is(requestId, record.requestId())
        && (since == null || !record.time().isBefore(since))
        && (until == null || record.time().isBefore(until))
        && (allowed == null || (decision != null && decision.allowed() == allowed))
        && is(kind, record.kind().label())
        && (code.isEmpty() || (outcome != null && outcome.code().equals(code)));
  }

  private static boolean is(String asked, String found) {
    return asked.isEmpty() || asked.equals(found);
  }

  private boolean isMethod(String found) {
    if (method.isEmpty() || method.equals(found)) {
      return true;
    }
    return method.endsWith("*") ? found.startsWith(method.substring(0, method.length() - 1)) : found.endsWith("/" + method);
  }
}
