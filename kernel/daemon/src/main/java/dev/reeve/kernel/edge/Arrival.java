package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A request before anything is known of it but where it came from.
 *
 * @param requestId the client's, or one made here
 * @param peer who connected to the main socket; null on a run's channel, and where it could not be read
 * @param as the principal the peer asks to be; null: it does not say
 * @param run the run whose channel it came on; null on the main socket
 * @param connection of the main socket; null on a run's channel, and where its peer could not be read
 */
record Arrival(String requestId, @Nullable Peer peer, @Nullable String as, @Nullable Caller run, @Nullable Connection connection) {

  /** On no connection that is known of. */
  Arrival(String requestId, @Nullable Peer peer, @Nullable String as, @Nullable Caller run) {
    this(requestId, peer, as, run, null);
  }

  /** On a connection; null where its peer could not be read. */
  static Arrival on(@Nullable Connection connection, String requestId, @Nullable String as) {
    return new Arrival(requestId, connection == null ? null : connection.peer(), as, null, connection);
  }
}
