package dev.reeve.client;

import dev.reeve.v1.ApprovalRequired;
import java.util.Optional;

/** What is done about a call that somebody has to say yes to before the kernel serves it. */
public interface Approver {

  /**
   * Asked at most once a call, on a thread that may block; the call has no answer meanwhile.
   *
   * @return id of the approval to repeat the call with; empty: the call fails as it did
   * @throws ReeveException what the call fails with instead
   * @throws io.grpc.StatusRuntimeException what the call fails with instead, as the kernel said it
   */
  Optional<String> approval(KernelClient client, ApprovalRequired asked);
}
