package dev.reeve.client;

import com.google.protobuf.ByteString;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.CapsuleReview;
import dev.reeve.v1.InstallCapsuleHeader;
import dev.reeve.v1.InstallCapsuleRequest;
import dev.reeve.v1.InstallCapsuleResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends a capsule and its signature to the kernel: header, chunks of the jar, chunks of the signature. Waits where the kernel reads slower
 * than this side sends, so that no more than a chunk or two is held in memory.
 */
public final class CapsuleUpload {

  /** Longest chunk, in bytes. */
  static final int CHUNK = 64 << 10;

  /** Largest jar and signature, in bytes. */
  static final long MAX_JAR = 64L << 20;
  static final long MAX_SIGNATURE = 64L << 10;

  private final Path jar;
  private final Path signature;

  private CapsuleUpload(Path jar, Path signature) {
    this.jar = jar;
    this.signature = signature;
  }

  /**
   * The jar with its signature {@code FILE.p7s} beside it.
   *
   * @throws ReeveException when one of both is missing, unreadable or too large
   */
  public static CapsuleUpload of(Path jar) {
    Path signature = jar.resolveSibling(jar.getFileName() + ".p7s");
    require(jar, MAX_JAR, "capsule");
    require(signature, MAX_SIGNATURE, "capsule's signature");
    return new CapsuleUpload(jar, signature);
  }

  /**
   * What came back.
   *
   * @param installed null for a dry run
   * @param review what it would be allowed; null when the kernel refused before or had it already
   */
  public record Outcome(@Nullable Capsule installed, @Nullable CapsuleReview review) {}

  /** What the kernel is told while it works, on another thread than the caller's. */
  public interface Watcher {

    /** So many bytes of so many were sent, on the caller's thread. */
    void sent(long bytes, long all);

    /** A check that passed, in words. */
    void progress(String step);

    /** What the capsule would be allowed. */
    void review(CapsuleReview review);
  }

  /**
   * Installs and answers what was installed.
   *
   * @param wish what is asked for beside the file; its digests and its name are set here
   * @throws StatusRuntimeException when the kernel refuses
   * @throws IOException when a file cannot be read any more
   */
  public Outcome send(KernelClient client, InstallCapsuleHeader wish, Watcher watcher) throws IOException, InterruptedException {
    InstallCapsuleHeader header =
        wish.toBuilder().setFileName(jar.getFileName().toString()).setDigest(digest(jar)).setSignatureDigest(digest(signature)).build();
    Answers answers = new Answers(watcher);
    client.uploads().installCapsule(answers);
    try {
      answers.send(InstallCapsuleRequest.newBuilder().setHeader(header).build());
      Sent sent = new Sent(jar.toFile().length() + signature.toFile().length(), watcher);
      chunks(jar, bytes -> sent.more(bytes, answers.send(InstallCapsuleRequest.newBuilder().setJar(bytes).build())));
      chunks(signature, bytes -> sent.more(bytes, answers.send(InstallCapsuleRequest.newBuilder().setSignature(bytes).build())));
      answers.complete();
    } catch (IOException unreadable) {
      answers.cancel("a file cannot be read");
      throw unreadable;
    }
    try {
      return answers.installed.get();
    } catch (ExecutionException failed) {
      throw Status.fromThrowable(failed.getCause()).asRuntimeException(trailers(failed.getCause()));
    }
  }

  private static io.grpc.@Nullable Metadata trailers(@Nullable Throwable failure) {
    return failure == null ? null : Status.trailersFromThrowable(failure);
  }

  private static void require(Path file, long bound, String what) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw ReeveException.usage(
          "there is no readable " + what + " at " + file, "a capsule is a jar with its signature beside it, FILE.p7s");
    }
    if (file.toFile().length() > bound) {
      throw ReeveException.usage("the " + what + " at " + file + " is larger than " + bound + " bytes", "check the path");
    }
  }

  /** Takes a chunk; answers false when no more is wanted. */
  private interface Chunk {
    boolean send(ByteString bytes) throws InterruptedException;
  }

  /** Counts what is sent. */
  private static final class Sent {

    private final long all;
    private final Watcher watcher;
    private long bytes;

    Sent(long all, Watcher watcher) {
      this.all = all;
      this.watcher = watcher;
    }

    boolean more(ByteString chunk, boolean wanted) {
      bytes += chunk.size();
      watcher.sent(bytes, all);
      return wanted;
    }
  }

  private static void chunks(Path file, Chunk sink) throws IOException, InterruptedException {
    try (InputStream in = Files.newInputStream(file)) {
      for (byte[] bytes = in.readNBytes(CHUNK); bytes.length > 0; bytes = in.readNBytes(CHUNK)) {
        if (!sink.send(ByteString.copyFrom(bytes))) {
          return;
        }
      }
    }
  }

  private static String digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[CHUNK];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
  }

  /** The kernel's side of the stream. */
  private static final class Answers implements ClientResponseObserver<InstallCapsuleRequest, InstallCapsuleResponse> {

    private final Watcher watcher;
    private final CompletableFuture<Outcome> installed = new CompletableFuture<>();
    private final AtomicReference<Outcome> last = new AtomicReference<>(new Outcome(null, null));
    private final Semaphore changed = new Semaphore(0);
    private @Nullable ClientCallStreamObserver<InstallCapsuleRequest> requests;

    Answers(Watcher watcher) {
      this.watcher = watcher;
    }

    /** Sends when the kernel is ready for more; false when the call is over. */
    boolean send(InstallCapsuleRequest part) throws InterruptedException {
      ClientCallStreamObserver<InstallCapsuleRequest> to = started();
      while (!to.isReady() && !installed.isDone()) {
        changed.acquire();
      }
      if (installed.isDone()) {
        return false;
      }
      to.onNext(part);
      return true;
    }

    void complete() {
      if (!installed.isDone()) {
        started().onCompleted();
      }
    }

    void cancel(String why) {
      started().cancel(why, null);
    }

    private ClientCallStreamObserver<InstallCapsuleRequest> started() {
      if (requests == null) {
        throw new IllegalStateException("the call has not begun");
      }
      return requests;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<InstallCapsuleRequest> stream) {
      requests = stream;
      stream.setOnReadyHandler(changed::release);
    }

    @Override
    public void onNext(InstallCapsuleResponse answer) {
      switch (answer.getStepCase()) {
        case PROGRESS -> watcher.progress(answer.getProgress());
        case INSTALLED -> last.updateAndGet(so -> new Outcome(answer.getInstalled(), so.review()));
        case REVIEW -> {
          last.updateAndGet(so -> new Outcome(so.installed(), answer.getReview()));
          watcher.review(answer.getReview());
        }
        case STEP_NOT_SET -> {}
      }
    }

    @Override
    public void onError(Throwable failure) {
      installed.completeExceptionally(failure);
      changed.release();
    }

    @Override
    public void onCompleted() {
      Outcome outcome = last.get();
      if (outcome.installed() == null && outcome.review() == null) {
        installed.completeExceptionally(Status.INTERNAL.withDescription("the kernel ended the call without an answer").asException());
      } else {
        installed.complete(outcome);
      }
      changed.release();
    }
  }
}
