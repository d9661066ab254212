package dev.reeve.kernel.agent;

/** What a change of an agent's scope is, which decides who may make it. */
enum ScopeChange {
  /** It has that scope already. */
  NONE,
  /** From its owner to the organisation. */
  SHARE,
  /** From the organisation to its owner alone, who alone may do that. */
  HIDE,
  /** From the organisation to everyone: needs {@code agent:publish}. */
  PUBLISH,
  /** From everyone to the organisation: needs {@code agent:publish}. */
  WITHDRAW,
  /** Between its owner and everyone: never in one step. */
  JUMP
}
