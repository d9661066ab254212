package dev.reeve.kernel.approval;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a program or a tool of questions, as the policy says at that moment. At most 4 are being told of at once, and 256 wait for it; those
 * beyond are dropped. Whether it works is not reported to whoever tells.
 */
public final class Notifier implements AutoCloseable {

  static final int WAITING = 256;
  static final int AT_ONCE = 4;
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger(Notifier.class.getName());

  /** Calls a tool as a principal and returns when it has answered; interrupting ends it. */
  @FunctionalInterface
  public interface ToolCall {
    void call(String principal, String tool, String inputJson);
  }

  private final Supplier<ApprovalPolicy> policy;
  private final ToolCall tool;
  private final Duration deadline;
  private final BlockingQueue<Notice> waiting = new ArrayBlockingQueue<>(WAITING);
  private final AtomicBoolean overflowed = new AtomicBoolean();
  private final List<Thread> tellers = new ArrayList<>();
  private volatile boolean closed;

  /** @param deadline how long one telling may take, and a close */
  Notifier(Supplier<ApprovalPolicy> policy, ToolCall tool, Duration deadline) {
    this.policy = policy;
    this.tool = tool;
    this.deadline = deadline;
    for (int i = 0; i < AT_ONCE; i++) {
      tellers.add(Thread.ofVirtual().name("reeve-notifier-" + i).start(this::tellAll));
    }
  }

  /** {@code policy} is asked at each notice, {@code tool} called where it names one. */
  public static Notifier start(Supplier<ApprovalPolicy> policy, ToolCall tool) {
    return new Notifier(policy, tool, DEADLINE);
  }

  /** Never waits. Where there is no room the notice is dropped, which is logged once until none waits any more. */
  public void tell(Notice notice) {
    if (!closed && !waiting.offer(notice) && overflowed.compareAndSet(false, true)) {
      LOG.log(System.Logger.Level.WARNING, "more questions came than can be told of; some are left out");
    }
  }

  private void tellAll() {
    try {
      while (!closed) {
        Notice next = waiting.take();
        if (waiting.isEmpty()) {
          overflowed.set(false);
        }
        tellNow(next);
      }
    } catch (InterruptedException end) {
      LOG.log(System.Logger.Level.DEBUG, "no more questions are told of");
    }
  }

  private void tellNow(Notice notice) throws InterruptedException {
    String failure;
    try {
      failure = switch (policy.get().notification()) {
        case null -> null;
        case Notification.Command command -> TellingProgram.run(command.words(), notice.line(), deadline);
        case Notification.Tool called -> called(called, notice);
      };
    } catch (RuntimeException e) {
      failure = failure(e);
    }
    if (failure != null) {
      LOG.log(System.Logger.Level.WARNING, "what should tell of question {0} {1}", notice.approval(), failure);
    }
  }

  /** Without the message, which may hold what was told. */
  private static String failure(@Nullable Throwable thrown) {
    return switch (thrown) {
      case null -> "failed";
      case KernelException refusal -> "was refused: " + refusal.code();
      default -> "failed: " + thrown.getClass().getSimpleName();
    };
  }

  private @Nullable String called(Notification.Tool called, Notice notice) throws InterruptedException {
    Map<String, @Nullable Object> input = new LinkedHashMap<>(called.input());
    input.put(NotificationTable.QUESTION, notice.fields());
    String json = JsonText.write(input);
    FutureTask<?> call = new FutureTask<>(() -> tool.call(called.principal(), called.name(), json), null);
    Thread caller = Thread.ofVirtual().name("reeve-notifier-tool").start(call);
    try {
      call.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      return null;
    } catch (ExecutionException e) {
      return failure(e.getCause());
    } catch (TimeoutException e) {
      caller.interrupt();
      if (!caller.join(deadline)) {
        LOG.log(System.Logger.Level.WARNING, "what should tell of questions does not end; it is left alone");
      }
      return "did not answer in " + deadline.toMillis() + " ms";
    } catch (InterruptedException e) {
      caller.interrupt();
      throw e;
    }
  }

  /** Ends what is being told; what waits is dropped. */
  @Override
  public void close() {
    closed = true;
    waiting.clear();
    tellers.forEach(Thread::interrupt);
    boolean interrupted = false;
    long until = System.nanoTime() + deadline.toNanos();
    for (Thread teller : tellers) {
      try {
        boolean unused = teller.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
