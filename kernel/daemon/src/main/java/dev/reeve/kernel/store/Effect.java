package dev.reeve.kernel.store;

import org.jspecify.annotations.Nullable;

/**
 * What one admitted request brings about. A change of rows that is the request's effect leaves the id in the same commit, until its outcome
 * is recorded: so a start after a crash knows whether it was done.
 *
 * @param id as in the request's intent in the audit chain
 * @param beside what else belongs into that commit: that the request was done
 */
public record Effect(String id, Store.Change<? extends @Nullable Object> beside) {

  /** The effect that is being brought about by this thread; not bound outside of requests that change something. */
  public static final ScopedValue<Effect> CURRENT = ScopedValue.newInstance();

  /** An effect beside which nothing else is noted. */
  public static Effect of(String id) {
    return new Effect(id, transaction -> null);
  }
}
