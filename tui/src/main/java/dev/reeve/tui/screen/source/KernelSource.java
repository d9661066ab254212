package dev.reeve.tui.screen.source;

import dev.reeve.cli.approval.Answerer;
import dev.reeve.cli.approval.ApprovalNoun;
import dev.reeve.cli.approval.ShownQuestion;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.LoginKey;
import dev.reeve.client.ReeveException;
import dev.reeve.client.StatusReport;
import dev.reeve.tui.screen.Action;
import dev.reeve.tui.screen.Content;
import dev.reeve.tui.screen.Effect;
import dev.reeve.tui.screen.Event;
import dev.reeve.tui.screen.Place;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.CancelRunResponse;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A kernel, over one connection that is made again when it breaks, on which the key that was given is proved. */
public final class KernelSource implements Source {

  /** Longest wait for an answer, unless --timeout says otherwise. */
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /** Questions that may be under way at once. */
  private static final int AT_ONCE = 8;

  private final Invocation call;
  private final InstantSource clock;
  private final @Nullable LoginKey key;
  private final Semaphore slots = new Semaphore(AT_ONCE);
  private final ReentrantLock connecting = new ReentrantLock();
  private @Nullable KernelClient client;
  private boolean closed;

  /** @throws ReeveException when the key that was given cannot be used */
  public KernelSource(Invocation call, InstantSource clock) {
    this.call = call;
    this.clock = clock;
    this.key = call.key();
  }

  /** Id of the key that answers are signed with; empty: none was given. */
  public String keyId() {
    return key == null ? "" : key.id();
  }

  @Override
  public Event fetch(Effect.Fetch asked) {
    return within(
        fresh -> {
          GetStatusResponse standing = standing(fresh);
          String whom = asked.subject().isEmpty() ? standing.getPrincipal() : asked.subject();
          Content content =
              switch (asked.place()) {
                case Place.Listing listing -> new Questions(fresh).list(listing.topic(), asked.subject(), whom);
                case Place.Item item -> new Details(fresh).of(item, whom, asked.known());
                case Place.Log log -> new Logs(fresh).behind(log.run(), asked.known());
                case Place.Help _ -> asked.known();
              };
          return new Event.Loaded(asked.ticket(), content, standing.getPrincipal(), standing.getState(), clock.instant());
        },
        report -> new Event.Failed(asked.ticket(), report, clock.instant()));
  }

  /** Who the caller is and how the kernel is doing; nothing where it does not say. */
  private static GetStatusResponse standing(KernelClient fresh) {
    try {
      return fresh.kernel().getStatus(GetStatusRequest.getDefaultInstance());
    } catch (StatusRuntimeException refused) {
      if (refused.getStatus().getCode() == Status.Code.PERMISSION_DENIED) {
        return GetStatusResponse.getDefaultInstance();
      }
      throw refused;
    }
  }

  @Override
  public Event act(Action action) {
    return within(
        fresh ->
            new Event.Done(
                switch (action) {
                  case Action.Cancel cancel -> cancelled(fresh, cancel);
                  case Action.Approve approve ->
                      ApprovalNoun.outcome(
                          Answerer.on(fresh)
                              .answer(ShownQuestion.of(approve.shown()), ApprovalDecision.APPROVAL_DECISION_ONCE, null, "", Answerer.USABLE));
                  case Action.Deny deny ->
                      ApprovalNoun.outcome(
                          Answerer.on(fresh)
                              .answer(
                                  ShownQuestion.of(deny.shown()), ApprovalDecision.APPROVAL_DECISION_DENY, null, deny.reason(), Answerer.USABLE));
                }),
        Event.Refused::new);
  }

  private static String cancelled(KernelClient fresh, Action.Cancel cancel) {
    CancelRunResponse answer = fresh.runs().cancel(CancelRunRequest.newBuilder().setRun(cancel.run()).build());
    if (!answer.getChanged()) {
      return cancel.about() + " had ended already";
    }
    int children = answer.getChildrenCancelled();
    return cancel.about() + " was cancelled" + (children == 0 ? "" : ", with " + children + " that it had started");
  }

  private Event within(Function<KernelClient, Event> question, Function<ErrorReport, Event> otherwise) {
    KernelClient used = null;
    try {
      slots.acquire();
      try {
        used = connected();
        return question.apply(used);
      } finally {
        slots.release();
      }
    } catch (ReeveException told) {
      return otherwise.apply(told.report());
    } catch (StatusRuntimeException refused) {
      return otherwise.apply(report(refused, used));
    } catch (RuntimeException defect) {
      return otherwise.apply(call.report(defect));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return otherwise.apply(ErrorReport.local(LocalError.INTERRUPTED, "interrupted", ""));
    }
  }

  private ErrorReport report(StatusRuntimeException refused, @Nullable KernelClient used) {
    String ended = used == null ? null : used.sessionEnded();
    ErrorReport report =
        refused.getCause() instanceof ReeveException told
            ? told.report()
            : ended != null
                ? ErrorReport.local(LocalError.FAILED, "the kernel ended the session of this key: " + ended, "prove a key that is registered")
                : StatusReport.of(refused, call.socket(), used == null ? "" : used.lastRequestId());
    if (used != null && (ended != null || report.reason().equals(LocalError.UNREACHABLE.name()))) {
      drop(used);
    }
    return report;
  }

  private KernelClient connected() throws InterruptedException {
    connecting.lockInterruptibly();
    try {
      if (closed) {
        throw ReeveException.local(LocalError.INTERRUPTED, "the screens were left", "");
      }
      KernelClient open = client;
      if (open == null) {
        Duration deadline = call.globals().timeoutOr(DEADLINE);
        String principal = call.globals().principal();
        open =
            key == null
                ? KernelClient.connect(call.socket(), principal, deadline)
                : KernelClient.connect(call.socket(), principal, deadline, key);
        open.useApproval(call.globals().approval());
        client = open;
      }
      return open;
    } finally {
      connecting.unlock();
    }
  }

  /** The next question makes a connection of its own. */
  private void drop(KernelClient broken) {
    connecting.lock();
    try {
      if (broken.equals(client)) {
        client = null;
      }
    } finally {
      connecting.unlock();
    }
    broken.close();
  }

  @Override
  public void close() {
    KernelClient open;
    connecting.lock();
    try {
      open = client;
      closed = true;
      client = null;
    } finally {
      connecting.unlock();
    }
    if (open != null) {
      open.close();
    }
  }
}
