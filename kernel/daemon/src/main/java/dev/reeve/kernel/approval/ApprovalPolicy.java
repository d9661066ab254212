package dev.reeve.kernel.approval;

import dev.reeve.kernel.approval.SourcePolicy.Decision;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.v1.QuestionKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When somebody is asked: {@code approvals.toml}.
 *
 * @param expiry how long a question waits where nothing else is said
 * @param stopClock whether a run's time stands still while it waits
 * @param pending how many questions may wait at once
 * @param pendingEach how many of one principal
 * @param capsules what an installed capsule would newly be allowed
 * @param tools tools that change something, called by a run
 * @param hosts what a capsule asks of the host beyond its permissions
 * @param runs what a run asks by itself
 * @param entries in the order of the file
 * @param notification null: nobody is told
 */
public record ApprovalPolicy(
    Duration expiry,
    boolean stopClock,
    int pending,
    int pendingEach,
    SourcePolicy capsules,
    SourcePolicy tools,
    SourcePolicy hosts,
    SourcePolicy runs,
    List<PolicyEntry> entries,
    @Nullable Notification notification) {

  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final Answering BY_OTHERS = Answering.byOthers(FIVE_MINUTES);

  /** Where there is no file. */
  public static final ApprovalPolicy DEFAULT =
      new ApprovalPolicy(
          FIVE_MINUTES, true, 4096, 256,
          new SourcePolicy(Decision.ASK, BY_OTHERS),
          new SourcePolicy(Decision.ASK, BY_OTHERS),
          new SourcePolicy(Decision.DENY, BY_OTHERS),
          new SourcePolicy(Decision.ASK, BY_OTHERS),
          List.of(), null);

  private static final Ruling PASS = new Ruling.Pass();

  public ApprovalPolicy {
    entries = List.copyOf(entries);
  }

  /** What it says now, by the time of this host's zone. */
  public Ruling ruling(Wish wish, Asker asker, Policy policy, Instant now) {
    return ruling(wish, asker, policy, now.atZone(ZoneId.systemDefault()));
  }

  Ruling ruling(Wish wish, Asker asker, Policy policy, ZonedDateTime now) {
    SourcePolicy source = source(wish, asker);
    if (source != null && source.decision() == Decision.DENY) {
      return new Ruling.Refuse(what(wish.kind()) + ": the policy of approvals allows it to nobody");
    }
    Profile profile = policy.profile(asker.id());
    List<String> why = new ArrayList<>();
    List<Answering> answering = new ArrayList<>();
    if (source != null && source.decision() == Decision.ASK) {
      why.add(what(wish.kind()));
      answering.add(source.answering());
    }
    for (PolicyEntry entry : entries) {
      if (entry.matches(wish, asker, profile, now)) {
        why.add(entry.name());
        answering.add(entry.answering());
      }
    }
    return answering.isEmpty() ? PASS : Answering.strictest(answering).ask(String.join("; ", why));
  }

  /** What holds for the wish wherever it comes from; null: nothing does. */
  private @Nullable SourcePolicy source(Wish wish, Asker asker) {
    return switch (wish.kind()) {
      case QUESTION_KIND_CAPSULE -> wish.mutates() ? capsules : null;
      case QUESTION_KIND_TOOL -> wish.mutates() && asker.run() != null ? tools : null;
      case QUESTION_KIND_HOST -> hosts;
      case QUESTION_KIND_RUN -> runs;
      case QUESTION_KIND_CALL -> null;
      case QUESTION_KIND_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalStateException("a wish of no kind");
    };
  }

  private static String what(QuestionKind kind) {
    return switch (kind) {
      case QUESTION_KIND_CAPSULE -> "a capsule would newly be allowed something";
      case QUESTION_KIND_TOOL -> "a run calls what changes something";
      case QUESTION_KIND_HOST -> "a capsule asks for more than its permissions";
      case QUESTION_KIND_RUN -> "a run asks";
      case QUESTION_KIND_CALL -> "a call";
      case QUESTION_KIND_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalStateException("a wish of no kind");
    };
  }
}
