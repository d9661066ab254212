package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A request before anything is known of it but where it came from.
 *
 * @param requestId the client's, or one made here
 * @param peer who connected to the main socket; null on a run's channel, and where it could not be read
 * @param as the principal the peer asks to be; null: it does not say
 * @param named whether the client chose the request id, so that it may ask the same again
 * @param run the run whose channel it came on; null on the main socket
 */
record Arrival(String requestId, @Nullable Peer peer, @Nullable String as, @Nullable Caller run, boolean named) {

  /** With a request id that was made here. */
  Arrival(String requestId, @Nullable Peer peer, @Nullable String as, @Nullable Caller run) {
    this(requestId, peer, as, run, false);
  }
}
