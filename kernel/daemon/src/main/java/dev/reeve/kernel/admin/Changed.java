package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.Policy;
import java.util.List;

/**
 * What a change did, or would do where it was not to be applied.
 *
 * @param changed false where everything was so already
 * @param policy with the change
 * @param delta who newly can do what, and who no longer can
 * @param refusals why it may not be made; only of a preview
 */
public record Changed(boolean changed, Policy policy, List<Delta> delta, List<String> refusals) {

  public Changed {
    delta = List.copyOf(delta);
    refusals = List.copyOf(refusals);
  }

  /** The policy's, with the change. */
  public long generation() {
    return policy.generation();
  }
}
