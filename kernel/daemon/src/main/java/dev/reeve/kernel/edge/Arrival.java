package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import io.grpc.Attributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request before anything is known of it but where it came from.
 *
 * @param requestId the client's, or one made here
 * @param peer who connected to the main socket; null on a run's channel, and where it could not be read
 * @param as the principal the peer asks to be; null: it does not say
 * @param named whether the client chose the request id, so that it may ask the same again
 * @param run the run whose channel it came on; null on the main socket
 * @param connection of the main socket; null on a run's channel, and where its peer could not be read
 * @param approvals that the caller brings along, by id
 */
record Arrival(
    String requestId, @Nullable Peer peer, @Nullable String as, @Nullable Caller run, boolean named, @Nullable Connection connection,
    List<String> approvals) {

  Arrival {
    approvals = List.copyOf(approvals);
  }

  /** The run whose socket a call came on; not there on the main socket. */
  static final Attributes.Key<Caller> RUN = Attributes.Key.create("reeve-run");

  /** With a request id that was made here, on no connection that is known of. */
  Arrival(String requestId, @Nullable Peer peer, @Nullable String as, @Nullable Caller run) {
    this(requestId, peer, as, run, false);
  }

  /** On no connection that is known of. */
  Arrival(String requestId, @Nullable Peer peer, @Nullable String as, @Nullable Caller run, boolean named) {
    this(requestId, peer, as, run, named, null, List.of());
  }

  /** On a run's socket. What a run asks again is done again: its request id, of a principal that other runs share, only names it in the audit. */
  static Arrival of(Caller run, String requestId) {
    return new Arrival(requestId, null, null, run);
  }

  /** On a connection; null where its peer could not be read. */
  static Arrival on(@Nullable Connection connection, String requestId, @Nullable String as, boolean named, List<String> approvals) {
    return new Arrival(requestId, connection == null ? null : connection.peer(), as, null, named, connection, approvals);
  }
}
