package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.v1.KeyScope;

/** Sessions, their peers and their scopes as messages. */
final class SessionMessages {

  private SessionMessages() {}

  static dev.reeve.v1.Peer peer(Peer peer) {
    dev.reeve.v1.Peer.Builder process =
        dev.reeve.v1.Peer.newBuilder().setUid((int) peer.uid()).setGid((int) peer.gid()).setPid((int) peer.pid());
    if (peer.started() != null) {
      process.setStarted(Replies.time(peer.started()));
    }
    return process.build();
  }

  static KeyScope scope(KeyLimit limit) {
    return KeyScope.newBuilder()
        .addAllAllow(limit.allow().stream().map(CapabilityPattern::text).toList())
        .addAllDeny(limit.deny().stream().map(CapabilityPattern::text).toList())
        .build();
  }

  static dev.reeve.v1.Session session(Session session) {
    dev.reeve.v1.Session.Builder message =
        dev.reeve.v1.Session.newBuilder()
            .setId(session.id())
            .setPrincipal(session.name())
            .setPeer(peer(session.connection().peer()))
            .setProgram(session.connection().program())
            .setSince(Replies.time(session.since()))
            .setLastCall(Replies.time(session.lastCall()))
            .setProof(session.proof())
            .setCalls(session.calls())
            .setTotalCalls(session.totalCalls());
    if (session.keyId() != null) {
      message.setKeyId(session.keyId());
    }
    return message.build();
  }
}
