package dev.reeve.kernel.approval;

import dev.reeve.kernel.document.Table;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that say how a question is answered, in whichever table they stand. */
final class AnsweringTable {

  private static final Duration SOONEST = Duration.ofSeconds(1);
  private static final int MAX_NAMES = 64;

  private AnsweringTable() {}

  /** {@code otherwise} is how long it waits where the table does not say. */
  static Answering read(Table table, Duration otherwise) {
    Long needs = table.optionalInteger("needs", 1, 2);
    boolean anyone = "anyone".equals(table.optionalChoice("answered_by", List.of("others", "anyone")));
    Duration said = table.optionalDuration("expiry", ApprovalPolicyFile.SHORTEST, ApprovalPolicyFile.LONGEST);
    Duration expiry = said == null ? otherwise : said;
    Answerers answerers = answerers(table, "answerers");
    return new Answering(needs == null ? 1 : needs.intValue(), anyone, expiry, answerers, escalation(table, expiry));
  }

  private static @Nullable Escalation escalation(Table table, Duration expiry) {
    Duration after = table.optionalDuration("escalate_after", SOONEST, ApprovalPolicyFile.LONGEST);
    Answerers to = answerers(table, "escalate_to");
    if (table.has("escalate_after") != table.has("escalate_to")) {
      table.problem(table.has("escalate_after") ? "escalate_to" : "escalate_after", "missing; 'escalate_after' and 'escalate_to' stand together");
      return null;
    }
    if (table.has("escalate_to") && to.names().isEmpty()) {
      table.problem("escalate_to", "names nobody");
    }
    if (after != null && after.compareTo(expiry) >= 0) {
      table.problem("escalate_after", "is not shorter than the question waits");
    }
    return after == null ? null : new Escalation(after, to);
  }

  private static Answerers answerers(Table table, String key) {
    return new Answerers(bounded(table, key, MAX_NAMES, Answerers::checked));
  }

  /** A list of at most so many strings. */
  static <T> List<T> bounded(Table table, String key, int most, Table.Parser<T> parser) {
    List<T> values = table.list(key, parser);
    if (values.size() > most) {
      table.problem(key, "has " + values.size() + " items; at most " + most + " are allowed");
    }
    return values;
  }
}
