package dev.reeve.kernel.approval;

import dev.reeve.evidence.approval.FrozenQuestion;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Failpoint;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The gate of this kernel: policy, then what was approved, then rules, then a person. */
final class ApprovalGate implements Gate {

  /** Most bytes of a question's canonical text. */
  private static final int MAX_FROZEN = 256 * 1024;

  /** Most calls into capsules that wait for a person at once: each keeps its place there. */
  private static final int MOST_INSIDE = 16;

  private static final int MOST_ROUNDS = 8;
  private static final Gate UNBOUND = Gate.closed();

  private final String kernel;
  private final Supplier<ApprovalPolicy> approvals;
  private final Supplier<Policy> policies;
  private final ApprovalStore store;
  private final Questions questions;
  private final Rules rules;
  private final AnswerDesk desk;
  private final Clock clock;
  private final Semaphore inside = new Semaphore(MOST_INSIDE);
  private final Set<String> using = ConcurrentHashMap.newKeySet();

  /** {@code kernel}: its id. */
  ApprovalGate(
      String kernel, Supplier<ApprovalPolicy> approvals, Supplier<Policy> policies, ApprovalStore store, Questions questions, Rules rules,
      AnswerDesk desk, Clock clock) {
    this.kernel = kernel;
    this.approvals = approvals;
    this.policies = policies;
    this.store = store;
    this.questions = questions;
    this.rules = rules;
    this.desk = desk;
    this.clock = clock;
  }

  @Override
  public boolean asks(Wish wish) {
    return Asking.CURRENT.isBound() ? !(ruling(wish, Asking.CURRENT.get()) instanceof Ruling.Pass) : UNBOUND.asks(wish);
  }

  @Override
  public void over(String effect) {
    if (using.remove(effect)) {
      try {
        store.settle(effect);
      } catch (KernelException e) {
        System.getLogger("reeve.approval").log(System.Logger.Level.WARNING, "what used an approval is over, which is not noted: {0}", e.getMessage());
      }
    }
  }

  private Ruling ruling(Wish wish, Asking asking) {
    return approvals.get().ruling(wish, asker(asking), policies.get(), clock.instant());
  }

  @Override
  public Clearance require(Supplier<Wish> wishes) {
    if (!Asking.CURRENT.isBound()) {
      return UNBOUND.require(wishes);
    }
    Asking asking = Asking.CURRENT.get();
    Question former = null;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      if (former != null) {
        asking.place().recheck();
      }
      Wish wish = wishes.get();
      switch (ruling(wish, asking)) {
        case Ruling.Pass unused -> {
          return Clearance.UNASKED;
        }
        case Ruling.Refuse(String why) -> throw denied("", why);
        case Ruling.Ask ask -> {
          FrozenQuestion frozen = Freezing.of(kernel, wish, asking.caller(), ask.needs());
          if (former != null && !former.digest().equals(frozen.digest())) {
            questions.annul(former, "what would be done changed after it was asked");
          }
          Clearance cleared = cleared(wish, frozen, ask, asking);
          if (cleared != null) {
            return cleared;
          }
          former = waited(wish, frozen, ask, asking);
        }
      }
    }
    throw denied("", "what would be done changes each time somebody is asked");
  }

  private static Asker asker(Asking asking) {
    return new Asker(asking.caller().id(), asking.caller().name(), asking.caller().run());
  }

  /** By what was approved, or by a rule; null where somebody has to be asked. */
  private @Nullable Clearance cleared(Wish wish, FrozenQuestion frozen, Ruling.Ask ask, Asking asking) {
    String digest = frozen.digest();
    String run = asking.caller().run();
    Question approved = run == null ? presented(asking, frozen) : store.usable(run, digest, clock.instant()).orElse(null);
    String lapsed = approved == null ? null : desk.lapse(approved, ask);
    if (approved != null && lapsed != null) {
      questions.annul(approved, lapsed);
      approved = null;
    }
    if (approved != null && store.use(approved, asking.effect(), clock.instant())) {
      questions.used(approved);
      using.add(asking.effect());
      Failpoint.APPROVAL_USED.reached();
      return Clearance.of(approved, store.answers(approved.id()));
    }
    if (approved != null && run == null) {
      throw new KernelException(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, "approval " + approved.id() + " was used: one approval serves one request");
    }
    Interaction interaction = run == null ? Interaction.ASK : questions.runs().interaction(run);
    Rule rule = interaction == Interaction.DENY ? null : rules.use(wish, asking, ask, digest);
    if (rule != null) {
      return Clearance.of(rule);
    }
    return switch (interaction) {
      case ASK -> null;
      case DENY -> throw denied("", ask.why() + ", and the agent's manifest says interaction.approvals: deny");
      case AUTO_BY_RULE -> throw denied("", ask.why() + ", no rule lets it through, and the agent's manifest says interaction.approvals: auto-by-rule");
    };
  }

  /**
   * The approval that a caller brings along for this, if it can be used; null where it brings none. One that lets the same be done in another
   * way is void. Of several, those that were used are left alone: a call that stops at its second question used the approval of its first.
   */
  private @Nullable Question presented(Asking asking, FrozenQuestion frozen) {
    Question found = null;
    for (String id : asking.approvals()) {
      Question question =
          store.find(id)
              .filter(one -> one.asker().equals(asking.caller().id()) && one.run() == null)
              .orElseThrow(() -> KernelException.notFound("approval", id));
      if (question.digest().equals(frozen.digest())) {
        if (question.state() != QuestionState.USED || asking.approvals().size() == 1) {
          found = question;
        }
      } else if (sameThing(question.frozen(), frozen) && question.state() == QuestionState.APPROVED) {
        questions.annul(question, "it was brought along for something else");
      }
    }
    return found == null ? null : usable(found);
  }

  private static boolean sameThing(FrozenQuestion one, FrozenQuestion other) {
    return one.kind().equals(other.kind()) && one.capabilities().equals(other.capabilities());
  }

  private Question usable(Question question) {
    return switch (question.state()) {
      case APPROVED -> {
        if (!question.usable(clock.instant())) {
          throw denied(question.id(), "approval " + question.id() + " was not used in time");
        }
        yield question;
      }
      case PENDING -> throw required(question);
      case DENIED -> throw denied(question.id(), "approval " + question.id() + " was denied" + because(question));
      case EXPIRED, WITHDRAWN -> throw denied(question.id(), "approval " + question.id() + " is over: " + question.reason());
      case USED ->
          throw new KernelException(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, "approval " + question.id() + " was used: one approval serves one request");
    };
  }

  private static String because(Question question) {
    return question.reason().isEmpty() ? "" : ": " + question.reason();
  }

  private Question asked(Wish wish, FrozenQuestion frozen, Ruling.Ask ask, Asking asking) {
    if (asking.caller().proof().equals(Caller.KERNEL)) {
      throw denied("", ask.why() + ", and the kernel asks nobody for what it does by itself");
    }
    int bytes = frozen.text().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_FROZEN) {
      throw denied("", ask.why() + ", and a question of " + bytes + " bytes is more than a person can judge (at most " + MAX_FROZEN + ")");
    }
    Instant now = clock.instant();
    Escalation escalation = ask.escalation();
    Question.Escalated escalated = escalation == null ? null : new Question.Escalated(now.plus(escalation.after()), escalation.to());
    ApprovalPolicy policy = approvals.get();
    return questions.ask(
        new Question(
            Ids.nextText(), frozen, frozen.digest(), asking.caller().id(),
            new Question.From(asking.uid(), asking.caller().keyId(), asking.binding()), wish.confers(), ask.why(),
            ask.selfAnswer() && asking.caller().run() == null, ask.answerers(), escalated, false, QuestionState.PENDING, "", now,
            now.plus(ask.expiry()), null, null, null, null),
        new ApprovalStore.Bounds(policy.pending(), policy.pendingEach()));
  }

  /** A run waits here for the answer, which is yes when this returns; for anybody else the call is refused. */
  private Question waited(Wish wish, FrozenQuestion frozen, Ruling.Ask ask, Asking asking) {
    String run = asking.caller().run();
    if (run == null) {
      throw required(asked(wish, frozen, ask, asking));
    }
    boolean isInside = Patience.CURRENT.isBound();
    if (isInside && !inside.tryAcquire()) {
      throw KernelException.exhausted("waiting_host_calls", "as many calls into capsules wait for a person as may", MOST_INSIDE, MOST_INSIDE, null);
    }
    try {
      Question question = asked(wish, frozen, ask, asking);
      return patiently(isInside ? Patience.CURRENT.get() : new Patience(), asking.place(), () -> waited(question, run));
    } finally {
      if (isInside) {
        inside.release();
      }
    }
  }

  private static Question patiently(Patience patience, Asking.Place place, Supplier<Question> wait) {
    patience.begin();
    place.waits();
    try {
      return wait.get();
    } finally {
      place.resumes();
      patience.end();
    }
  }

  private Question waited(Question question, String run) {
    AskingRuns.Waiting waiting;
    try {
      waiting = questions.runs().waits(run);
    } catch (KernelException over) {
      questions.annul(question, "the run that asked is over");
      throw over;
    }
    Question answered;
    try {
      answered = questions.await(question);
    } catch (RuntimeException cut) {
      // Where the kernel stops, the run goes on waiting.
      if (!questions.stopping()) {
        waiting.close();
      }
      throw cut;
    }
    try {
      return outcome(run, answered);
    } finally {
      waiting.close();
    }
  }

  private Question outcome(String run, Question answered) {
    return switch (answered.state()) {
      case APPROVED, USED, PENDING -> answered;
      case WITHDRAWN -> throw denied(answered.id(), "approval " + answered.id() + " is over: " + answered.reason());
      case DENIED -> throw refused(run, answered, "was denied" + because(answered));
      case EXPIRED -> throw refused(run, answered, "is over: " + answered.reason());
    };
  }

  private KernelException refused(String run, Question question, String what) {
    String why = "approval " + question.id() + " " + what;
    questions.runs().refused(run, question.id(), why);
    return denied(question.id(), why);
  }

  private static KernelException denied(String approval, String why) {
    return new KernelException(ErrorCode.ERROR_CODE_PERMISSION_DENIED, why, approval.isEmpty() ? Map.of() : Map.of("approval", approval));
  }

  private static KernelException required(Question question) {
    Map<String, String> details = new TreeMap<>();
    details.put("approval", question.id());
    details.put("description", question.frozen().description());
    details.put("capabilities", String.join("\n", question.frozen().capabilities()));
    details.put("digest", question.digest());
    details.put("expires_at", question.expiresAt().toString());
    return new KernelException(
        ErrorCode.ERROR_CODE_APPROVAL_REQUIRED,
        question.frozen().description() + ": somebody has to say yes to approval " + question.id() + " until " + question.expiresAt() + " (" + question.why()
            + ")",
        details);
  }
}
