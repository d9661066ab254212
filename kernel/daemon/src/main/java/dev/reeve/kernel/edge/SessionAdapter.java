package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.v1.SessionServiceGrpc;
import dev.reeve.v1.WhoAmIRequest;
import dev.reeve.v1.WhoAmIResponse;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** Maps SessionService. */
final class SessionAdapter extends SessionServiceGrpc.SessionServiceImplBase {

  private final Supplier<Policy> policies;

  SessionAdapter(Supplier<Policy> policies) {
    this.policies = policies;
  }

  @Override
  public void whoAmI(WhoAmIRequest request, StreamObserver<WhoAmIResponse> observer) {
    Admission admission = Admission.CURRENT.get();
    Caller caller = admission.caller();
    WhoAmIResponse.Builder answer =
        WhoAmIResponse.newBuilder().setPrincipal(caller.name()).setPrincipalId(caller.id().toString()).setProof(caller.proof()).addAllEntitled(caller.entitled());
    Profile profile = policies.get().profile(caller.id());
    if (profile != null) {
      answer.addAllGroups(profile.groups());
    }
    Peer peer = admission.peer();
    if (peer != null) {
      dev.reeve.v1.Peer.Builder process =
          dev.reeve.v1.Peer.newBuilder().setUid((int) peer.uid()).setGid((int) peer.gid()).setPid((int) peer.pid());
      if (peer.started() != null) {
        process.setStarted(Replies.time(peer.started()));
      }
      answer.setPeer(process);
    }
    Replies.one(observer, answer.build());
  }
}
