package dev.reeve.tui;

import dev.reeve.cli.approval.Card;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.Printable;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LoginKey;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalAnswer;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.WatchApprovalsRequest;
import dev.reeve.v1.WatchApprovalsResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever types at the shell of questions that arrive, and of answers that others give, over a connection of its own, on which the key
 * of the shell is proved, and which is made again when it breaks; over the same it asks how the kernel is. Silent where the caller may not
 * see approvals.
 */
final class Arrivals implements AutoCloseable {

  private static final Duration LOOKING = Duration.ofSeconds(2);

  /** How long each break is waited out, while nothing comes; the last of them from then on. */
  private static final List<Integer> PAUSES_SECONDS = List.of(1, 2, 4, 8, 16, 30);

  private final Invocation call;
  private final Consumer<String> above;
  private final IntSupplier columns;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Set<String> ours;
  private final StatusLine status;
  private final @Nullable LoginKey key;
  private final Thread thread;
  private volatile @Nullable KernelClient client;

  /** Those that wait, as told last. */
  private Map<String, Approval> waiting = new LinkedHashMap<>();

  private boolean knows;
  private int breaks;

  /**
   * Begins to watch.
   *
   * @param above prints lines above the one that is typed, from another thread
   * @param status is kept up to date
   * @param columns of the terminal, as it is now
   * @param ours ids of runs and approvals that the line which runs tells of by itself; of other threads, too
   * @throws ReeveException when the key that was given cannot be used
   */
  Arrivals(Invocation call, Consumer<String> above, StatusLine status, IntSupplier columns, Set<String> ours) {
    this.call = call;
    this.above = above;
    this.status = status;
    this.ours = ours;
    this.columns = columns;
    this.key = call.key();
    this.thread = Thread.ofVirtual().name("arrivals").start(this::watch);
  }

  /** What came of approvals named in this line is told by the line itself. */
  void typing(List<String> words) {
    ours.clear();
    ours.addAll(words);
  }

  private void watch() {
    try {
      boolean again = true;
      while (again) {
        again = once() && !closed.await(PAUSES_SECONDS.get(Math.min(breaks++, PAUSES_SECONDS.size() - 1)), TimeUnit.SECONDS);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Watches over one connection; false when there is no use in another. */
  private boolean once() throws InterruptedException {
    try (KernelClient fresh = connect()) {
      client = fresh;
      if (closed.getCount() > 0) {
        watch(fresh);
      }
      return true;
    } catch (ReeveException noKernel) {
      status.kernel(Optional.empty());
      return true;
    } catch (StatusRuntimeException refused) {
      status.kernel(Optional.empty());
      return refused.getStatus().getCode() != Status.Code.UNAUTHENTICATED;
    }
  }

  /** Reads what changes until the connection breaks, and meanwhile asks how the kernel is. */
  private void watch(KernelClient fresh) throws InterruptedException {
    Thread asking = Thread.ofVirtual().name("status").start(new Looking(fresh, status, closed));
    try {
      read(fresh.approvalStreams().watch(WatchApprovalsRequest.getDefaultInstance()));
    } catch (StatusRuntimeException broken) {
      switch (broken.getStatus().getCode()) {
        case PERMISSION_DENIED, UNIMPLEMENTED -> {
          status.waiting(StatusLine.UNTOLD);
          asking.join();
        }
        default -> throw broken;
      }
    } finally {
      asking.interrupt();
    }
  }

  private KernelClient connect() throws InterruptedException {
    String principal = call.globals().principal();
    return key == null ? KernelClient.connect(call.socket(), principal, LOOKING) : KernelClient.connect(call.socket(), principal, LOOKING, key);
  }

  private void read(Iterator<WatchApprovalsResponse> steps) {
    Map<String, Approval> before = waiting;
    waiting = new LinkedHashMap<>();
    boolean synced = false;
    while (steps.hasNext()) {
      WatchApprovalsResponse step = steps.next();
      switch (step.getStepCase()) {
        case SYNCED -> {
          synced = true;
          breaks = 0;
          begin(before);
          status.waiting(waiting.size());
        }
        case APPROVAL -> {
          Approval approval = step.getApproval();
          if (synced) {
            changed(approval);
            status.waiting(waiting.size());
          } else {
            waiting.put(approval.getId(), approval);
          }
        }
        case STEP_NOT_SET -> {}
      }
    }
  }

  /** All that wait are known: at first their number is told, later those that are new. */
  private void begin(Map<String, Approval> before) {
    if (knows) {
      waiting.values().stream().filter(each -> !before.containsKey(each.getId())).forEach(this::card);
    } else if (!waiting.isEmpty()) {
      int number = waiting.size();
      above.accept(number + (number == 1 ? " question waits" : " questions wait") + " for an answer: see 'approval list'");
    }
    knows = true;
  }

  private void changed(Approval now) {
    boolean pending = now.getState() == ApprovalState.APPROVAL_STATE_PENDING;
    Approval before = pending ? waiting.put(now.getId(), now) : waiting.remove(now.getId());
    if (before == null) {
      if (pending) {
        card(now);
      }
    } else if (!ours.contains(now.getId()) && (!pending || now.getAnswersCount() > before.getAnswersCount())) {
      above.accept(Printable.line(words(now)));
    }
  }

  private void card(Approval approval) {
    String run = approval.getQuestion().getRun();
    if (!run.isEmpty() && ours.contains(run)) {
      return;
    }
    above.accept(String.join("\n", Card.brief(approval, Instant.now(), columns.getAsInt())));
  }

  private static String words(Approval now) {
    String people = now.getAnswersList().stream().map(ApprovalAnswer::getPrincipal).collect(Collectors.joining(" and "));
    String by = people.isEmpty() ? "" : " by " + people;
    String reason = now.getReason().isEmpty() ? "" : ": " + now.getReason();
    return "approval " + now.getId()
        + switch (now.getState()) {
          case APPROVAL_STATE_PENDING -> " waits for more than the answer" + by;
          case APPROVAL_STATE_APPROVED, APPROVAL_STATE_USED -> " was approved" + by;
          case APPROVAL_STATE_DENIED -> " was denied" + by + reason;
          case APPROVAL_STATE_EXPIRED -> " expired" + reason;
          case APPROVAL_STATE_WITHDRAWN -> " was withdrawn" + reason;
          default -> " waits no more" + reason;
        };
  }

  /** Ends the watching. */
  @Override
  public void close() {
    closed.countDown();
    KernelClient open = client;
    if (open != null) {
      open.close();
    }
    try {
      boolean unused = thread.join(LOOKING);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
