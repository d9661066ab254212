package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.AuthenticateRequest;
import dev.reeve.v1.AuthenticateResponse;
import dev.reeve.v1.EndSessionRequest;
import dev.reeve.v1.EndSessionResponse;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.ListSessionsRequest;
import dev.reeve.v1.ListSessionsResponse;
import dev.reeve.v1.SessionServiceGrpc;
import dev.reeve.v1.WhoAmIRequest;
import dev.reeve.v1.WhoAmIResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Supplier;

/** Maps SessionService. */
final class SessionAdapter extends SessionServiceGrpc.SessionServiceImplBase {

  private final Supplier<Policy> policies;
  private final Sessions sessions;
  private final Handshakes handshakes;

  SessionAdapter(Supplier<Policy> policies, Sessions sessions, Handshakes handshakes) {
    this.policies = policies;
    this.sessions = sessions;
    this.handshakes = handshakes;
  }

  @Override
  public StreamObserver<AuthenticateRequest> authenticate(StreamObserver<AuthenticateResponse> observer) {
    return handshakes.begin(observer);
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
    String keyId = caller.keyId();
    if (keyId != null) {
      answer.setKeyId(keyId);
      RegisteredKey key = profile == null ? null : profile.key(keyId);
      if (key != null) {
        answer.setScope(SessionMessages.scope(key.limit()));
      }
    }
    Peer peer = admission.peer();
    if (peer != null) {
      answer.setPeer(SessionMessages.peer(peer));
    }
    Session session = admission.session();
    if (session != null) {
      answer.setSessionId(session.id());
    }
    Replies.one(observer, answer.build());
  }

  @Override
  public void listSessions(ListSessionsRequest request, StreamObserver<ListSessionsResponse> observer) {
    Admission admission = Admission.CURRENT.get();
    int size = Replies.size(request.getPage());
    String after = Replies.after(request.getPage());
    List<Session> page =
        sessions.list().stream()
            .filter(session -> admission.global() || session.principal().equals(admission.caller().id()))
            .filter(session -> request.getPrincipal().isEmpty() || session.name().equalsIgnoreCase(request.getPrincipal()))
            .filter(session -> session.id().compareTo(after) > 0)
            .limit(size)
            .toList();
    ListSessionsResponse.Builder answer = ListSessionsResponse.newBuilder().setPage(Replies.next(page, size, Session::id));
    page.forEach(session -> answer.addSessions(SessionMessages.session(session)));
    Replies.one(observer, answer.build());
  }

  @Override
  public void endSession(EndSessionRequest request, StreamObserver<EndSessionResponse> observer) {
    Admission admission = Admission.CURRENT.get();
    if (!Ids.isId(request.getId())) {
      throw KernelException.invalid("id", "is no id of a session");
    }
    Session session = sessions.find(request.getId());
    boolean own = session != null && session.principal().equals(admission.caller().id());
    if (!own && !admission.global()) {
      throw KernelException.notFound("session", request.getId());
    }
    KernelException reason =
        new KernelException(ErrorCode.ERROR_CODE_UNAUTHENTICATED, own ? "the session was ended by its principal" : "the session was ended by an operator");
    boolean changed = session != null && (request.getDryRun() || sessions.end(session, reason));
    Replies.one(observer, EndSessionResponse.newBuilder().setChanged(changed).build());
  }
}
