package dev.reeve.kernel.approval;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule that answers in its authors' place.
 *
 * @param id UUIDv7
 * @param principal it answers for
 * @param authors whose answers made it, each by one key
 * @param approval question that made it; empty: made by hand
 * @param binding run or session that it ends with; empty: it stays
 * @param uses how often it has answered, when it was read
 */
public record Rule(
    String id, UUID principal, RuleTerms terms, List<Author> authors, String reason, String approval, String binding, Instant createdAt, long uses) {

  public Rule {
    authors = List.copyOf(authors);
  }

  /** Who made it, as which Unix user, and the key that signed. */
  public record Author(UUID principal, String name, @Nullable Long uid, String keyId) {}
}
