package dev.reeve.kernel.approval;

import dev.reeve.evidence.approval.FrozenQuestion;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.Danger;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.QuestionKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The life of questions: recorded, told, waited for, escalated, over when nobody answers in time. */
final class Questions implements AutoCloseable {

  private static final Duration KEPT = Duration.ofDays(30);
  private static final String LATE = "nobody answered in time";
  private static final String UNUSED = "what it allowed was not done in time";

  private final ApprovalStore store;
  private final ApprovalWatch watch;
  private final Notifier notifier;
  private final Clock clock;
  private final QuestionTimes times;
  private final ConcurrentMap<String, Set<CountDownLatch>> waits = new ConcurrentHashMap<>();
  /** Runs of which something may be pending. */
  private final Set<String> askingRuns = ConcurrentHashMap.newKeySet();
  private volatile @Nullable AskingRuns runs;
  private volatile boolean stopping;
  private volatile boolean closed;

  Questions(ApprovalStore store, ApprovalWatch watch, Notifier notifier, Clock clock) {
    this.store = store;
    this.watch = watch;
    this.notifier = notifier;
    this.clock = clock;
    this.times = new QuestionTimes(clock, this::expire, this::escalate);
  }

  /** Takes up what a former life left, and names the runs that are told of decisions; {@code forget}: what is older than that is, each day. */
  void recover(AskingRuns asking, Consumer<Instant> forget) {
    runs = asking;
    for (ApprovalStore.Timing timed : store.timed()) {
      if (timed.run() != null) {
        askingRuns.add(timed.run());
      }
      times.watch(timed);
    }
    times.daily(() -> forget.accept(clock.instant().minus(KEPT)));
  }

  AskingRuns runs() {
    AskingRuns known = runs;
    if (known == null) {
      throw new KernelException(ErrorCode.ERROR_CODE_UNAVAILABLE, "the kernel is starting");
    }
    return known;
  }

  /** Whether the kernel is at its end: runs that wait go on waiting in the next life. */
  boolean stopping() {
    return stopping;
  }

  /** The kernel is at its end; nobody is let go by this. */
  void stop() {
    stopping = true;
  }

  /** Records a question, or finds it where it is pending already. */
  Question ask(Question question, ApprovalStore.Bounds bounds) {
    if (question.run() != null) {
      askingRuns.add(question.run());
    }
    ApprovalStore.Asked result = store.ask(question, bounds);
    result.withdrawn().forEach(this::decided);
    Question asked = result.question();
    if (asked.id().equals(question.id())) {
      times.watch(ApprovalStore.Timing.of(asked));
      watch.changed(asked.id());
      notifier.tell(notice(Notice.Event.PENDING, asked));
    }
    return asked;
  }

  private static Notice notice(Notice.Event event, Question question) {
    FrozenQuestion frozen = question.frozen();
    return new Notice(
        event, question.id(), QuestionKind.valueOf("QUESTION_KIND_" + frozen.kind()), frozen.asker(), Danger.valueOf("DANGER_" + frozen.danger()),
        frozen.capabilities(), question.expiresAt());
  }

  /** Nobody answered, or did what was allowed; whoever waits goes on, whoever ended it. */
  private void expire(String id) {
    Question question = store.find(id).orElse(null);
    if (question == null) {
      return;
    }
    if (question.state() == QuestionState.APPROVED) {
      boolean unused = store.end(question, QuestionState.APPROVED, QuestionState.EXPIRED, UNUSED, clock.instant());
      times.forget(id);
      watch.changed(id);
      return;
    }
    boolean unused = store.end(question, QuestionState.PENDING, QuestionState.EXPIRED, LATE, clock.instant());
    decided(question);
  }

  private void escalate(String id) {
    Question question = store.find(id).orElse(null);
    if (question != null && store.escalate(question)) {
      watch.changed(id);
      notifier.tell(notice(Notice.Event.ESCALATED, question));
    }
  }

  /** It got its answer: what that allows is over when its time is. */
  void answered(Question question) {
    decided(question);
    if (question.state() == QuestionState.APPROVED) {
      times.watch(ApprovalStore.Timing.of(question));
    }
  }

  /** What it allowed is being done. */
  void used(Question question) {
    times.forget(question.id());
  }

  /** It is no longer pending: whoever waits for it goes on. */
  void decided(Question question) {
    times.forget(question.id());
    watch.changed(question.id());
    Set<CountDownLatch> waiting = waits.remove(question.id());
    if (waiting != null) {
      waiting.forEach(CountDownLatch::countDown);
    }
    String run = question.run();
    AskingRuns told = runs;
    if (run != null && told != null) {
      told.decided(run);
    }
  }

  /** It changed and is still pending. */
  void changed(Question question) {
    watch.changed(question.id());
  }

  /**
   * Waits until a question is no longer pending, and answers what it is then.
   *
   * @throws KernelException UNAVAILABLE when the kernel stops meanwhile, or the waiting thread is interrupted
   */
  Question await(Question question) {
    CountDownLatch wait = new CountDownLatch(1);
    waits.compute(
        question.id(),
        (id, all) -> {
          Set<CountDownLatch> waiting = all == null ? ConcurrentHashMap.newKeySet() : all;
          waiting.add(wait);
          return waiting;
        });
    try {
      if (!closed && state(question) == QuestionState.PENDING) {
        wait.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cutOff();
    } finally {
      waits.computeIfPresent(question.id(), (id, all) -> all.remove(wait) && all.isEmpty() ? null : all);
    }
    Question after = store.find(question.id()).orElse(question);
    if (after.state() == QuestionState.PENDING) {
      throw cutOff();
    }
    return after;
  }

  private QuestionState state(Question question) {
    return store.find(question.id()).map(Question::state).orElse(QuestionState.WITHDRAWN);
  }

  private static KernelException cutOff() {
    return new KernelException(ErrorCode.ERROR_CODE_UNAVAILABLE, "the wait was cut off; the question stays");
  }

  /** A run is over: what is pending of it is asked no more. */
  void withdraw(String run, String why) {
    if (!askingRuns.contains(run)) {
      return;
    }
    for (ApprovalStore.Standing asked : store.ofRun(run)) {
      if (asked.state() == QuestionState.PENDING) {
        store.find(asked.id()).ifPresent(question -> end(question, why));
      }
    }
    askingRuns.remove(run);
  }

  /** What it asked, or was allowed, is not what would be done: it allows nothing. */
  void annul(Question question, String why) {
    end(store.find(question.id()).orElse(question), why);
  }

  private void end(Question question, String why) {
    boolean open = question.state() == QuestionState.PENDING || question.state() == QuestionState.APPROVED;
    if (open && store.end(question, question.state(), QuestionState.WITHDRAWN, why, clock.instant())) {
      decided(question);
    }
  }

  /** Lets whoever waits go, as at the kernel's end; their questions stay. */
  @Override
  public void close() {
    stopping = true;
    closed = true;
    times.close();
    waits.values().forEach(all -> all.forEach(CountDownLatch::countDown));
  }
}
