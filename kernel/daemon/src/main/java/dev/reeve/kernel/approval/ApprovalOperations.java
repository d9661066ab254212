package dev.reeve.kernel.approval;

import dev.reeve.evidence.approval.RuleText;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What may be asked of approvals: look, watch, answer, make rules; and the gate that calls stop at. */
public final class ApprovalOperations implements AutoCloseable {

  private final Supplier<Policy> policies;
  private final Clock clock;
  private final ApprovalStore store;
  private final ApprovalWatch watch = new ApprovalWatch();
  private final Notifier notifier;
  private final Questions questions;
  private final Rules rules;
  private final ApprovalGate gate;
  private final AnswerDesk desk;

  /**
   * Makes them; nobody is asked for a run before {@link #recover}.
   *
   * @param kernel id of this kernel
   * @param approvals when somebody is asked
   * @param tools how a notification's tool is called
   */
  public ApprovalOperations(
      Store database, String kernel, Supplier<ApprovalPolicy> approvals, Supplier<Policy> policies, Notifier.ToolCall tools, Clock clock) {
    this.policies = policies;
    this.clock = clock;
    this.store = new ApprovalStore(database, kernel);
    this.notifier = Notifier.start(approvals, tools);
    this.questions = new Questions(store, watch, notifier, clock);
    this.rules = new Rules(database, policies, run -> questions.runs().tree(run), clock);
    this.desk = new AnswerDesk(kernel, policies, store, questions, rules, clock);
    this.gate = new ApprovalGate(kernel, approvals, policies, store, questions, rules, desk, clock);
  }

  /** Takes up what a former life left pending, and names the runs that are told of answers. */
  public void recover(AskingRuns runs) {
    rules.recover();
    questions.recover(
        runs,
        before -> {
          rules.prune(before);
          store.forget(before);
        });
  }

  /** Says which sessions live: rules that end with one are inert without it. */
  public void sessions(Predicate<String> live) {
    rules.sessions(live);
  }

  /**
   * What a run asks by itself, in the place of the caller that is being served.
   *
   * @param topic resource of {@code approval:ask}, such as {@code mail/send}
   * @param description one sentence of 1 to 500 characters
   * @param arguments a JSON object as text of at most 256 KiB; empty: none
   * @throws KernelException INVALID_ARGUMENT, and what {@link Gate#require} says
   */
  public Clearance ask(String topic, String description, String arguments) {
    Wish wish = RunWish.of(topic, description, arguments);
    return gate.require(() -> wish);
  }

  /** Where calls stop. */
  public Gate gate() {
    return gate;
  }

  /** The question of an id; NOT_FOUND. */
  public Question find(String id) {
    return lookup(id).orElseThrow(() -> KernelException.notFound("approval", id));
  }

  /** The same, for authorization. */
  public Optional<Question> lookup(String id) {
    return Ids.isId(id) ? store.find(id) : Optional.empty();
  }

  /** Answers that a question got, the first first. */
  public List<Answer> answers(String id) {
    return store.answers(id);
  }

  /**
   * Ids of questions, from the newest.
   *
   * @param states empty: in any
   * @param asker name of a principal; empty: anybody's
   * @param self only what that principal asked, or runs that it owns or started; null: of all
   * @param run empty: of any
   * @param before last id of the page before; empty: from the newest
   */
  public List<String> list(Set<QuestionState> states, String asker, @Nullable UUID self, String run, String before, int limit) {
    UUID by = null;
    if (!asker.isEmpty()) {
      Profile profile = policies.get().profile(asker);
      if (profile == null) {
        return List.of();
      }
      by = profile.id();
    }
    return store.list(new ApprovalStore.Filter(states, by, self, run, before), limit);
  }

  /** Whether a question is the caller's own: it asked, or a run that it owns or started did. */
  public boolean own(Question question, UUID caller) {
    return store.own(question, caller);
  }

  /** Told what changes from now on; to be closed. */
  public interface Changes extends AutoCloseable {

    /**
     * The next question that changed; null when none did in that time.
     *
     * @throws KernelException RESOURCE_EXHAUSTED when there were more than are kept for a reader
     */
    @Nullable Question next(Duration wait) throws InterruptedException;

    @Override
    void close();
  }

  /** Begins to be told. */
  public Changes changes() {
    ApprovalWatch.Subscription subscription = watch.subscribe();
    return new Changes() {
      @Override
      public @Nullable Question next(Duration wait) throws InterruptedException {
        if (subscription.lost()) {
          throw KernelException.exhausted("changes", "this reader is too slow", 0, 0, null);
        }
        String id = subscription.next(wait);
        return id == null ? null : store.find(id).orElse(null);
      }

      @Override
      public void close() {
        subscription.close();
      }
    };
  }

  /** Whether somebody may answer a question now, as far as that can be told before they do. */
  public boolean answerable(Question question, Caller caller, @Nullable Long uid) {
    return desk.answerable(question, new Given(caller, uid, "", null, "", question.expiresAt(), "", ""));
  }

  /**
   * Takes an answer.
   *
   * @throws KernelException NOT_FOUND; INVALID_ARGUMENT; PERMISSION_DENIED; FAILED_PRECONDITION; ABORTED
   */
  public Question decide(String id, AnswerWord word, Given given) {
    return desk.decide(find(id), word, given);
  }

  /**
   * Makes a rule by hand.
   *
   * @throws KernelException INVALID_ARGUMENT; NOT_FOUND; PERMISSION_DENIED; ALREADY_EXISTS; RESOURCE_EXHAUSTED
   */
  public Rule addRule(String id, Given given, RuleText text) {
    return desk.add(id, given, text);
  }

  /** Rules from the newest; {@code before}: last id of the page before, empty: from the newest. */
  public List<Rule> rules(String before, int limit) {
    return rules.list(before, limit);
  }

  /** The rule of an id that was not revoked. */
  public Optional<Rule> rule(String id) {
    return rules.find(id);
  }

  /** Why a rule lets nothing through now; empty while it may. */
  public String inert(Rule rule) {
    return rules.inert(rule);
  }

  /** Ends a rule; false where there is none. */
  public boolean revokeRule(String id, String by) {
    return rules.find(id).map(rule -> rules.revoke(rule, by, "", true)).orElse(false);
  }

  /** A run is over: what it asks is asked no more, and rules for it end. */
  public void runEnded(String run) {
    questions.withdraw(run, "the run that asked is over");
    rules.ended("run " + run);
  }

  /** What becomes of a run that was waiting when the kernel ended, or had just been let do something. */
  public enum Prospect {
    /** Its question still waits. */
    WAITS,
    /** It was answered with yes, or asked nothing that is left: its next attempt asks or goes on. */
    GOES_ON,
    /** It was answered with no, or not in time. */
    REFUSED
  }

  /**
   * The prospect of a run.
   *
   * @param approval that it was refused; empty: none
   * @param reason why
   */
  public record Outlook(Prospect prospect, String approval, String reason) {}

  /** What becomes of a run that waits for an approval and has no program. {@code since}: when its attempt began. */
  public Outlook outlook(String run, Instant since) {
    List<ApprovalStore.Standing> asked = store.ofRun(run);
    for (ApprovalStore.Standing one : asked) {
      boolean no = one.state() == QuestionState.DENIED || (one.state() == QuestionState.EXPIRED && one.usableUntil() == null);
      if (no && one.decidedAt() != null && !one.decidedAt().isBefore(since)) {
        return new Outlook(Prospect.REFUSED, one.id(), one.reason());
      }
    }
    boolean waits = asked.stream().anyMatch(one -> one.state() == QuestionState.PENDING);
    return new Outlook(waits ? Prospect.WAITS : Prospect.GOES_ON, "", "");
  }

  /**
   * Whether a run was let do something of which nobody knows whether it was done, or may do something it was not told of.
   *
   * @param since when its attempt began
   */
  public boolean interrupted(String run, Instant since) {
    Instant now = clock.instant();
    return store.unsettled(run)
        || store.ofRun(run).stream()
            .anyMatch(
                one ->
                    one.state() == QuestionState.APPROVED && one.usableUntil() != null && now.isBefore(one.usableUntil())
                        && one.decidedAt() != null && !one.decidedAt().isBefore(since));
  }

  /** An interrupted run is taken up: what it was let do before is no reason to do so again. */
  public void takenUp(String run) {
    store.settleRun(run);
  }

  /** The kernel is at its end: runs that wait from now on go on waiting in the next life, however their calls are cut off. */
  public void stop() {
    questions.stop();
  }

  /** Lets whoever waits go; their questions stay. */
  @Override
  public void close() {
    questions.close();
    notifier.close();
  }
}
