package dev.reeve.kernel.edge;

import dev.reeve.v1.AuthenticateRequest;
import dev.reeve.v1.AuthenticateResponse;
import dev.reeve.v1.SessionServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The client's side of one Authenticate call. */
public final class Proving implements StreamObserver<AuthenticateResponse>, AutoCloseable {

  private final BlockingQueue<AuthenticateResponse> answers = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();
  private final StreamObserver<AuthenticateRequest> requests;

  Proving(Channel channel) {
    requests = SessionServiceGrpc.newStub(channel).authenticate(this);
  }

  /** Proves a key as a client does; returns once the session is open. */
  public static Proving open(Channel channel, HeldKey key) throws Exception {
    Proving proving = new Proving(channel);
    AuthenticateResponse.Challenge challenge = proving.hello(key.text());
    proving.prove(key.sign(words(challenge, key.text())));
    if (!proving.next().hasOpened()) {
      throw new AssertionError("the session was not opened");
    }
    return proving;
  }

  static String words(AuthenticateResponse.Challenge challenge, String publicKey) {
    return "reeve-authenticate-v1\n" + challenge.getKernelId() + "\n" + challenge.getNonce() + "\n" + publicKey + "\n";
  }

  AuthenticateResponse.Challenge hello(String publicKey) throws Exception {
    sendHello(publicKey);
    return next().getChallenge();
  }

  void sendHello(String publicKey) {
    requests.onNext(AuthenticateRequest.newBuilder().setHello(AuthenticateRequest.Hello.newBuilder().setPublicKey(publicKey)).build());
  }

  void prove(String signature) {
    requests.onNext(AuthenticateRequest.newBuilder().setProof(AuthenticateRequest.Proof.newBuilder().setSignature(signature)).build());
  }

  AuthenticateResponse next() throws Exception {
    AuthenticateResponse answer = answers.poll(30, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer came; the stream's end: " + end.getNow(Status.UNKNOWN));
    }
    return answer;
  }

  /** What comes within so many milliseconds; null when nothing does. */
  @Nullable AuthenticateResponse next(long millis) throws InterruptedException {
    return answers.poll(millis, TimeUnit.MILLISECONDS);
  }

  Status end() throws Exception {
    return end.get(30, TimeUnit.SECONDS);
  }

  @Override
  public void onNext(AuthenticateResponse answer) {
    answers.add(answer);
  }

  @Override
  public void onError(Throwable error) {
    end.complete(Status.fromThrowable(error));
  }

  @Override
  public void onCompleted() {
    end.complete(Status.OK);
  }

  /** Lets the session go and waits until the kernel has heard of it. */
  @Override
  public void close() {
    requests.onCompleted();
    end.exceptionally(Status::fromThrowable).orTimeout(30, TimeUnit.SECONDS).join();
  }
}
