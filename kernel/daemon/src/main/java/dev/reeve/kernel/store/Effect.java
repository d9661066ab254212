package dev.reeve.kernel.store;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What one admitted request brings about. A change of rows that is the request's effect leaves the id in the same commit, until its outcome
 * is recorded: so a start after a crash knows whether it was done. No change of the request is committed before its intent is durable.
 *
 * @param id as in the request's intent in the audit chain
 * @param intent completes when that is durable, or with why it cannot be
 * @param beside what else belongs into that commit: that the request was done
 */
public record Effect(String id, CompletableFuture<?> intent, Store.Change<? extends @Nullable Object> beside) {

  /** The effect that is being brought about by this thread; not bound outside of requests that change something. */
  public static final ScopedValue<Effect> CURRENT = ScopedValue.newInstance();

  /** An effect whose intent is durable, and beside which nothing else is noted. */
  public static Effect of(String id) {
    return new Effect(id, CompletableFuture.completedFuture(null), transaction -> null);
  }
}
