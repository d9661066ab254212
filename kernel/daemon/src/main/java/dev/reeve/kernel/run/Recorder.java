package dev.reeve.kernel.run;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.run.RunEvent.Draft;
import dev.reeve.kernel.run.RunEvent.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what one attempt of a run says. While some of it is on its way to the store, what comes is gathered, to be stored together; past
 * {@link #MAX_GATHERED}, no more is taken until it is, which is what slows a flooding program down. Past a bound of the whole, only the end
 * is kept, and how much lies between is said.
 */
final class Recorder {

  /** The most that is kept as it comes, in characters with {@link #EVENT_COST} for each event. */
  static final long MAX_HEAD = 16L * 1024 * 1024;

  /** The most that is kept of the end. */
  static final long MAX_TAIL = 256L * 1024;

  /** The most that waits for its turn, weighed in the same way. */
  static final long MAX_GATHERED = 64L * 1024;

  /** What an event weighs beside its data, so that empty lines have a bound too. */
  static final int EVENT_COST = 64;

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final System.Logger LOG = System.getLogger("reeve.run");

  private final Run run;
  private final RunStore store;
  private final Consumer<List<Draft>> recorded;
  private final Deque<Draft> tail = new ArrayDeque<>();
  private final List<Draft> gathered = new ArrayList<>();
  private CompletableFuture<?> underWay = CompletableFuture.completedFuture(null);
  private long gatheredSize;
  private long head;
  private long tailSize;
  private long cutEvents;
  private long cutSize;
  private boolean closed;

  /** {@code recorded} is told of what was handed over. */
  Recorder(Run run, RunStore store, Consumer<List<Draft>> recorded) {
    this.run = run;
    this.store = store;
    this.recorded = recorded;
  }

  /** Keeps what still fits. */
  void keep(List<Draft> drafts) {
    List<Draft> fitting = gather(drafts);
    if (fitting.isEmpty()) {
      return;
    }
    recorded.accept(fitting);
    CompletableFuture<?> full = flush();
    if (full != null) {
      boolean unused = full.handle((ok, failure) -> true).join();
    }
  }

  private synchronized List<Draft> gather(List<Draft> drafts) {
    List<Draft> fitting = admit(drafts);
    gathered.addAll(fitting);
    gatheredSize += fitting.stream().mapToLong(draft -> (long) draft.size() + EVENT_COST).sum();
    return fitting;
  }

  /** What comes is gathered until that is done. */
  private void after(CompletableFuture<?> storing) {
    underWay = storing;
    var unused =
        storing.whenComplete(
            (ok, failure) -> {
              var unusedFull = flush();
            });
  }

  /** Hands over what was gathered unless something is on its way; answers what is to be waited for before more is taken, null for nothing. */
  private synchronized @Nullable CompletableFuture<?> flush() {
    if (underWay.isDone() && !gathered.isEmpty()) {
      try {
        after(store.append(run, take()).whenComplete(this::stored));
      } catch (KernelException e) {
        lost(e);
      }
    }
    return gatheredSize > MAX_GATHERED ? underWay : null;
  }

  private void stored(Boolean taken, @Nullable Throwable failure) {
    if (failure != null) {
      lost(failure);
    }
  }

  private List<Draft> take() {
    List<Draft> taken = List.copyOf(gathered);
    gathered.clear();
    gatheredSize = 0;
    return taken;
  }

  /** What was gathered, and what of these still fits: for a change of the run that they belong before. */
  synchronized List<Draft> before(List<Draft> drafts) {
    List<Draft> all = new ArrayList<>(take());
    all.addAll(admit(drafts));
    return all;
  }

  private void lost(Throwable why) {
    LOG.log(System.Logger.Level.ERROR, "output of run " + run.id() + " was not kept: " + why.getMessage());
  }

  /** What of these is to be stored now; the rest is held back as the end, or counted. Nothing after {@link #rest}. */
  private List<Draft> admit(List<Draft> drafts) {
    if (closed) {
      return List.of();
    }
    List<Draft> fitting = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      log(draft);
      long size = (long) draft.size() + EVENT_COST;
      if (head <= MAX_HEAD) {
        head += size;
        if (head <= MAX_HEAD) {
          fitting.add(draft);
          continue;
        }
        fitting.add(new Draft(Kind.TRUNCATED, "what follows is kept in part: its last " + MAX_TAIL + " characters come when the attempt ends"));
      }
      tail.add(draft);
      tailSize += size;
      while (tailSize > MAX_TAIL) {
        Draft cut = tail.removeFirst();
        tailSize -= (long) cut.size() + EVENT_COST;
        cutEvents++;
        cutSize += cut.size();
      }
    }
    return fitting;
  }

  /** The end that was held back, with what was cut before it; nothing where all was stored. The attempt says nothing after it. */
  synchronized List<Draft> rest() {
    closed = true;
    List<Draft> rest = new ArrayList<>(tail.size() + 1);
    if (cutEvents > 0) {
      rest.add(new Draft(Kind.TRUNCATED, cutEvents + " lines of " + cutSize + " characters are not kept here"));
    }
    rest.addAll(tail);
    tail.clear();
    return rest;
  }

  /** What a program prints is in the kernel's log where that is at debug level. */
  private void log(Draft draft) {
    if (draft.kind().printed() && LOG.isLoggable(System.Logger.Level.DEBUG)) {
      System.Logger.Level level = draft.kind() == Kind.STDERR ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG;
      LOG.log(level, "run {0}: {1}", run.id(), CONTROL.matcher(draft.data()).replaceAll("\ufffd"));
    }
  }
}
