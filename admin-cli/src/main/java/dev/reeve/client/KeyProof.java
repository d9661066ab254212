package dev.reeve.client;

import dev.reeve.v1.AuthenticateRequest;
import dev.reeve.v1.AuthenticateResponse;
import dev.reeve.v1.AuthenticateResponse.Challenge;
import dev.reeve.v1.AuthenticateResponse.Opened;
import dev.reeve.v1.SessionServiceGrpc.SessionServiceStub;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The proof of a key on a connection: hello, challenge, proof, opened. While its stream is open, the connection's calls are those of the
 * key's principal; closing it, or the kernel's word that the session ended, ends that.
 */
public final class KeyProof implements AutoCloseable {

  private final LoginKey key;
  private final CompletableFuture<Challenge> challenged = new CompletableFuture<>();
  private final CompletableFuture<Opened> opened = new CompletableFuture<>();
  private final StreamObserver<AuthenticateRequest> requests;
  private volatile @Nullable String ended;
  private volatile boolean closed;

  private KeyProof(SessionServiceStub stub, LoginKey key) {
    this.key = key;
    this.requests = stub.authenticate(new Answers());
    requests.onNext(
        AuthenticateRequest.newBuilder().setHello(AuthenticateRequest.Hello.newBuilder().setPublicKey(key.publicKey())).build());
  }

  /**
   * Proves the key and keeps the session open.
   *
   * @param stub without deadline, of the connection that is to be proved
   * @param bound how long the kernel may take
   * @throws StatusRuntimeException when the kernel refuses
   * @throws ReeveException when it does not answer in time
   */
  static KeyProof open(SessionServiceStub stub, LoginKey key, Duration bound) throws InterruptedException {
    KeyProof proof = new KeyProof(stub, key);
    try {
      Challenge challenge = await(proof.challenged, bound);
      String signature = key.signLines("reeve-authenticate-v1", challenge.getKernelId(), challenge.getNonce(), key.publicKey());
      proof.requests.onNext(
          AuthenticateRequest.newBuilder().setProof(AuthenticateRequest.Proof.newBuilder().setSignature(signature)).build());
      Opened unused = await(proof.opened, bound);
      return proof;
    } catch (RuntimeException | InterruptedException failed) {
      proof.close();
      throw failed;
    }
  }

  /**
   * Asks a kernel for its id, which it tells everybody it challenges. Proves nothing.
   *
   * @throws StatusRuntimeException when the kernel refuses
   * @throws ReeveException when it does not answer in time
   */
  static String kernelId(SessionServiceStub stub, LoginKey key, Duration bound) throws InterruptedException {
    try (KeyProof asked = new KeyProof(stub, key)) {
      return await(asked.challenged, bound).getKernelId();
    }
  }

  /** Id of the kernel the key was proved to. */
  String provedTo() {
    return challenged.join().getKernelId();
  }

  /** Why the kernel ended the session, as it said; null while it has not. */
  @Nullable String ended() {
    return ended;
  }

  private static <T> T await(CompletableFuture<T> answer, Duration bound) throws InterruptedException {
    try {
      return answer.get(bound.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw ReeveException.local(
          LocalError.TIMED_OUT, "the kernel did not answer the proof of the key in time", "give it more time with --timeout");
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      Metadata trailers = Status.trailersFromThrowable(cause);
      throw new StatusRuntimeException(Status.fromThrowable(cause), trailers == null ? new Metadata() : trailers);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (opened.isDone()) {
      requests.onCompleted();
    } else {
      requests.onError(Status.CANCELLED.withDescription("the proof was given up").asException());
    }
  }

  /** The kernel's side of the stream. */
  private final class Answers implements StreamObserver<AuthenticateResponse> {

    @Override
    public void onNext(AuthenticateResponse answer) {
      switch (answer.getStepCase()) {
        case CHALLENGE -> challenged.complete(answer.getChallenge());
        case OPENED -> opened.complete(answer.getOpened());
        case ENDED -> {
          ended = answer.getEnded().getReason();
          fail(Status.UNAUTHENTICATED.withDescription(answer.getEnded().getReason()).asRuntimeException());
        }
        case STEP_NOT_SET -> {}
      }
    }

    @Override
    public void onError(Throwable failure) {
      fail(failure);
    }

    @Override
    public void onCompleted() {
      fail(Status.UNAUTHENTICATED.withDescription("the kernel ended the proof of key " + key.id()).asRuntimeException());
    }

    private void fail(Throwable failure) {
      challenged.completeExceptionally(failure);
      opened.completeExceptionally(failure);
    }
  }
}
