package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.fault.KernelException;
import java.util.List;
import java.util.Map;

/** Changing what a principal's profile says of its limits. */
public final class QuotaChanges {

  private final PolicyChanges changes;

  public QuotaChanges(PolicyChanges changes) {
    this.changes = changes;
  }

  /**
   * Says some limits anew, and some no longer; the others stay.
   *
   * @throws KernelException INVALID_ARGUMENT, PERMISSION_DENIED where it raises one of the caller's own
   */
  public Changed set(Asked asked, String principal, Map<Quota, Long> set, List<String> clear) {
    if (set.isEmpty() && clear.isEmpty()) {
      throw KernelException.invalid("quotas", "name at least one limit");
    }
    return changes.change(
        asked,
        policy -> {
          Profile before = Plans.principal(policy, principal);
          return AgentChanges.edit(before, before.withQuotas(Plans.quotas(before.quotas(), set, clear)));
        });
  }
}
