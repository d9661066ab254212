package dev.reeve.client;

import dev.reeve.v1.ApprovalRequired;
import java.util.Optional;

/** What is done about a call that somebody has to say yes to before the kernel serves it. */
public interface Approver {

  /**
   * Asked on the thread that waits for the call's answer, at most once a call.
   *
   * @return id of the approval to repeat the call with; empty: the call fails as it did
   * @throws ReeveException what the call fails with instead
   */
  Optional<String> approval(KernelClient client, ApprovalRequired asked);
}
