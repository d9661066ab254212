package dev.reeve.kernel.approval;

import dev.reeve.evidence.approval.FrozenQuestion;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.CapabilityPattern;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question as it is recorded.
 *
 * @param id UUIDv7
 * @param digest of the frozen question
 * @param asker who asks
 * @param from how the asker was connected
 * @param confers patterns that a yes would hand over, beside the capabilities
 * @param why what in the policy asks
 * @param selfAnswer whether whoever asked may answer
 * @param answerers who may answer
 * @param escalation who may, too, from then on; null: nobody
 * @param escalated whether that time has come
 * @param reason why it is DENIED, EXPIRED or WITHDRAWN
 * @param usableUntil until when what it allows can be done; null unless APPROVED
 * @param effect what used it; null while nothing did
 * @param rule that an answer made; null: none
 */
public record Question(
    String id, FrozenQuestion frozen, String digest, UUID asker, From from, List<CapabilityPattern> confers, String why, boolean selfAnswer,
    Answerers answerers, @Nullable Escalated escalation, boolean escalated, QuestionState state, String reason, Instant askedAt, Instant expiresAt,
    @Nullable Instant decidedAt, @Nullable Instant usableUntil, @Nullable String effect, @Nullable String rule) {

  public Question {
    confers = List.copyOf(confers);
  }

  /**
   * How an asker was connected.
   *
   * @param uid null on a run's channel
   * @param keyId null where no key proved who asked
   * @param binding what a rule for the asker's session is bound to
   */
  public record From(@Nullable Long uid, @Nullable String keyId, String binding) {}

  /** Who is told late, and when. */
  public record Escalated(Instant at, Answerers to) {}

  /** The run that asks; null where none does. */
  public @Nullable String run() {
    return frozen.run().isEmpty() ? null : frozen.run();
  }

  /** What would be allowed. */
  public List<Capability> capabilities() {
    return frozen.capabilities().stream().map(Capability::parse).toList();
  }

  /** Whether the same people may answer both. */
  boolean answeredAlike(Question other) {
    boolean late = escalation == null ? other.escalation == null : other.escalation != null && escalation.to().equals(other.escalation.to());
    return selfAnswer == other.selfAnswer && answerers.equals(other.answerers) && late;
  }

  /** Whether it can be answered at that time. */
  boolean open(Instant now) {
    return state == QuestionState.PENDING && now.isBefore(expiresAt);
  }

  /** Whether what it allows can be done at that time. */
  boolean usable(Instant now) {
    return state == QuestionState.APPROVED && usableUntil != null && now.isBefore(usableUntil);
  }
}
