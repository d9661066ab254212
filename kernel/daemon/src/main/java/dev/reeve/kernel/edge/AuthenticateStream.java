package dev.reeve.kernel.edge;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.identity.KeyProof;
import dev.reeve.v1.AuthenticateRequest;
import dev.reeve.v1.AuthenticateResponse;
import dev.reeve.v1.ErrorCode;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One Authenticate call: hello, challenge, proof, opened; then it is the key's session until either side ends it. */
final class AuthenticateStream implements StreamObserver<AuthenticateRequest> {

  private enum State {
    HELLO,
    PROOF,
    OPEN,
    OVER
  }

  private final Handshakes handshakes;
  private final ServerCallStreamObserver<AuthenticateResponse> answers;
  private final ReentrantLock lock = new ReentrantLock();
  private State state = State.HELLO;
  private @Nullable Admission admission;
  private String publicKey = "";
  private String nonce = "";
  private @Nullable Session session;

  AuthenticateStream(Handshakes handshakes, StreamObserver<AuthenticateResponse> answers) {
    this.handshakes = handshakes;
    this.answers = (ServerCallStreamObserver<AuthenticateResponse>) answers;
    this.answers.setOnCancelHandler(this::gone);
  }

  @Override
  public void onNext(AuthenticateRequest request) {
    lock.lock();
    try {
      switch (state) {
        case HELLO -> hello(request);
        case PROOF -> proof(request);
        case OPEN -> throw refused(KernelException.invalid("step", "nothing follows the proof"));
        case OVER -> { }
      }
    } finally {
      lock.unlock();
    }
  }

  private void hello(AuthenticateRequest request) {
    Admission admitted = Admission.CURRENT.get();
    Connection connection = admitted.connection();
    if (connection == null) {
      throw refused(handshakes.refusal());
    }
    if (connection.proved() != null) {
      throw refused(KernelException.state("this connection has proved a key already; end that session first"));
    }
    try {
      handshakes.enter(connection.peer().uid());
    } catch (KernelException e) {
      throw refused(e);
    }
    admission = admitted;
    state = State.PROOF;
    publicKey = request.getHello().getPublicKey();
    nonce = handshakes.nonce();
    answers.onNext(
        AuthenticateResponse.newBuilder()
            .setChallenge(AuthenticateResponse.Challenge.newBuilder().setKernelId(handshakes.kernelId()).setNonce(nonce))
            .build());
  }

  private void proof(AuthenticateRequest request) {
    Admission admitted = Admission.CURRENT.get();
    Connection connection = admitted.connection();
    if (connection == null) {
      throw refused(handshakes.refusal());
    }
    String text = KeyProof.authentication(handshakes.kernelId(), nonce, publicKey);
    boolean signed = KeyProof.verify(publicKey, text, request.getProof().getSignature());
    Handshakes.Holder holder;
    try {
      holder = handshakes.holder(publicKey, signed, admitted);
    } catch (KernelException e) {
      throw refused(e);
    }
    if (holder == null) {
      throw refused(handshakes.refusal());
    }
    Session opened;
    try {
      opened = connection.prove(holder.caller(), handshakes.now(), this::ended);
    } catch (KernelException e) {
      throw refused(e);
    }
    leave();
    session = opened;
    state = State.OPEN;
    answers.onNext(
        AuthenticateResponse.newBuilder()
            .setOpened(
                AuthenticateResponse.Opened.newBuilder()
                    .setSessionId(opened.id())
                    .setPrincipal(opened.name())
                    .setKeyId(holder.key().id())
                    .setScope(SessionMessages.scope(holder.key().limit())))
            .build());
    handshakes.opened(opened);
  }

  /** The client lets the session go, or gives up. */
  @Override
  public void onCompleted() {
    lock.lock();
    try {
      if (state == State.HELLO || state == State.PROOF) {
        throw refused(handshakes.refusal());
      }
      if (state == State.OPEN) {
        gone();
        answers.onCompleted();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onError(Throwable left) {
    gone();
  }

  private void gone() {
    Session open;
    lock.lock();
    try {
      leave();
      open = session;
      session = null;
      state = State.OVER;
    } finally {
      lock.unlock();
    }
    if (open != null) {
      handshakes.release(open);
    }
  }

  /** The time for the proof is up. */
  void expire() {
    lock.lock();
    try {
      if (state == State.HELLO || state == State.PROOF) {
        String requestId = admission == null ? "" : admission.requestId();
        KernelException late = refused(new KernelException(ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED, "no proof came within " + Handshakes.SECONDS + " s"));
        if (!answers.isCancelled()) {
          answers.onError(ErrorMapping.status(late, requestId));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The kernel ends the session. */
  private void ended(KernelException reason) {
    lock.lock();
    try {
      if (state == State.OPEN) {
        state = State.OVER;
        session = null;
        if (!answers.isCancelled()) {
          answers.onNext(
              AuthenticateResponse.newBuilder()
                  .setEnded(AuthenticateResponse.Ended.newBuilder().setReason(String.valueOf(reason.getMessage())))
                  .build());
          answers.onCompleted();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more is taken; the error is what the caller throws. An open session ends with it. */
  private KernelException refused(KernelException error) {
    gone();
    return error;
  }

  private void leave() {
    Admission entered = admission;
    admission = null;
    if (entered != null && entered.connection() != null) {
      handshakes.leave(entered.connection().peer().uid());
    }
  }
}
