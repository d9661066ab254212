package dev.reeve.kernel.store;

/**
 * What one admitted request brings about, by the id its intent has in the audit chain. A change of rows that is the request's effect leaves
 * the id in the same commit, until its outcome is recorded: so a start after a crash knows whether it was done.
 */
public final class Effect {

  /** The effect that is being brought about by this thread; not bound outside of requests that change something. */
  public static final ScopedValue<String> CURRENT = ScopedValue.newInstance();

  private Effect() {}
}
