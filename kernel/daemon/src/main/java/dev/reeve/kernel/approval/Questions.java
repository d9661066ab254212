package dev.reeve.kernel.approval;

import dev.reeve.evidence.approval.FrozenQuestion;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.Danger;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.QuestionKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The life of questions: recorded, told, waited for, escalated, over when nobody answers in time. */
final class Questions implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("reeve.approval");
  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration FORGET = Duration.ofHours(1);
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final ApprovalStore store;
  private final ApprovalWatch watch;
  private final Notifier notifier;
  private final Clock clock;
  private final Map<String, CompletableFuture<Void>> waits = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("approval-clock").daemon().factory());
  private volatile @Nullable AskingRuns runs;
  private volatile boolean closed;

  Questions(ApprovalStore store, ApprovalWatch watch, Notifier notifier, Clock clock) {
    this.store = store;
    this.watch = watch;
    this.notifier = notifier;
    this.clock = clock;
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Takes up what a former life left, and names the runs that are told of decisions. */
  void recover(AskingRuns asking) {
    runs = asking;
    store.pending().forEach(this::time);
    var unused = timer.scheduleWithFixedDelay(() -> guarded(() -> store.forget(clock.instant().minus(KEPT))), 0, FORGET.toMillis(), TimeUnit.MILLISECONDS);
  }

  AskingRuns runs() {
    AskingRuns known = runs;
    if (known == null) {
      throw new KernelException(ErrorCode.ERROR_CODE_UNAVAILABLE, "the kernel is starting");
    }
    return known;
  }

  /** Records a question, or finds it where it is pending already. */
  Question ask(Question question, ApprovalStore.Bounds bounds) {
    ApprovalStore.Asked result = store.ask(question, bounds);
    result.withdrawn().forEach(this::decided);
    Question asked = result.question();
    if (asked.id().equals(question.id())) {
      time(asked);
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

  private void time(Question question) {
    after(question.expiresAt(), () -> expire(question));
    Question.Escalated escalation = question.escalation();
    if (escalation != null && !question.escalated()) {
      after(escalation.at(), () -> escalate(question));
    }
  }

  private void after(Instant when, Runnable what) {
    long wait = Math.max(0, Duration.between(clock.instant(), when).toMillis() + 1);
    if (!closed) {
      var unused = timer.schedule(() -> guarded(what), wait, TimeUnit.MILLISECONDS);
    }
  }

  private void expire(Question question) {
    try {
      if (store.end(question, QuestionState.PENDING, QuestionState.EXPIRED, "nobody answered in time", clock.instant())) {
        decided(question);
      }
    } catch (KernelException e) {
      LOG.log(System.Logger.Level.WARNING, "question {0} could not be ended yet: {1}", question.id(), e.getMessage());
      after(clock.instant().plus(AGAIN), () -> expire(question));
    }
  }

  private void escalate(Question question) {
    if (store.escalate(question)) {
      watch.changed(question.id());
      notifier.tell(notice(Notice.Event.ESCALATED, question));
    }
  }

  private void guarded(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException e) {
      if (closed) {
        return;
      }
      LOG.log(System.Logger.Level.ERROR, "questions could not be looked after", e);
    }
  }

  /** It is no longer pending: whoever waits for it goes on. */
  void decided(Question question) {
    watch.changed(question.id());
    CompletableFuture<Void> wait = waits.remove(question.id());
    if (wait != null) {
      wait.complete(null);
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
   * @throws KernelException UNAVAILABLE when the kernel stops meanwhile
   */
  Question await(Question question) {
    CompletableFuture<Void> wait = waits.computeIfAbsent(question.id(), one -> new CompletableFuture<>());
    Question now = store.find(question.id()).orElse(question);
    if (closed || now.state() != QuestionState.PENDING) {
      wait.complete(null);
    }
    try {
      var unused = wait.get();
    } catch (ExecutionException e) {
      throw stopping();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopping();
    } finally {
      waits.remove(question.id(), wait);
    }
    Question after = store.find(question.id()).orElse(question);
    if (after.state() == QuestionState.PENDING) {
      throw stopping();
    }
    return after;
  }

  private static KernelException stopping() {
    return new KernelException(ErrorCode.ERROR_CODE_UNAVAILABLE, "the kernel is stopping; the question stays");
  }

  /** Whoever asked is gone: what is pending of its run is asked no more. */
  void withdraw(String run, String why) {
    for (Question question : store.ofRun(run)) {
      if (question.state() == QuestionState.PENDING
          && store.end(question, QuestionState.PENDING, QuestionState.WITHDRAWN, why, clock.instant())) {
        decided(question);
      }
    }
  }

  /** What it asked, or was allowed, is not what would be done: it allows nothing. */
  void annul(Question question, String why) {
    if (store.end(question, question.state(), QuestionState.WITHDRAWN, why, clock.instant())) {
      decided(question);
    }
  }

  /** Lets whoever waits go, as at the kernel's end; their questions stay. */
  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    waits.values().forEach(wait -> wait.completeExceptionally(stopping()));
  }
}
