package dev.reeve.bench.capsule;

import com.google.protobuf.ByteString;
import dev.reeve.bench.author.SignedCapsule;
import dev.reeve.kernel.store.Digest;
import dev.reeve.v1.InstallCapsuleHeader;
import dev.reeve.v1.InstallCapsuleRequest;
import dev.reeve.v1.InstallCapsuleResponse;
import dev.reeve.v1.KernelServiceGrpc;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** One installation as its client sees it: when each step was told, from the first message on. */
final class Installation implements StreamObserver<InstallCapsuleResponse> {

  private static final int CHUNK = 64 * 1024;
  private static final long DEADLINE_SECONDS = 60;
  private static final String INSTALLED = "installed";

  private final CompletableFuture<Boolean> over = new CompletableFuture<>();
  private final List<Step> steps = new ArrayList<>();
  private final long begun = System.nanoTime();

  private Installation() {}

  /**
   * A step that went well.
   *
   * @param nanos since the first message
   */
  record Step(String words, long nanos) {}

  /**
   * Installs it and waits for the end.
   *
   * @return what was told; {@code installed} last
   * @throws IOException when it is refused, or not answered
   */
  static List<Step> of(Channel channel, SignedCapsule capsule) throws IOException {
    InstallCapsuleHeader header =
        InstallCapsuleHeader.newBuilder()
            .setFileName(capsule.fileName()).setDigest(capsule.digest()).setSignatureDigest(Digest.of(capsule.signature())).build();
    Installation call = new Installation();
    StreamObserver<InstallCapsuleRequest> requests =
        KernelServiceGrpc.newStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).installCapsule(call);
    requests.onNext(InstallCapsuleRequest.newBuilder().setHeader(header).build());
    byte[] jar = capsule.jar();
    for (int at = 0; at < jar.length; at += CHUNK) {
      requests.onNext(InstallCapsuleRequest.newBuilder().setJar(ByteString.copyFrom(jar, at, Math.min(CHUNK, jar.length - at))).build());
    }
    requests.onNext(InstallCapsuleRequest.newBuilder().setSignature(ByteString.copyFrom(capsule.signature())).build());
    requests.onCompleted();
    try {
      boolean unused = call.over.join();
    } catch (CompletionException e) {
      throw new IOException(capsule.fileName() + " could not be installed: " + e.getCause(), e);
    }
    if (call.steps.isEmpty() || !call.steps.getLast().words().equals(INSTALLED)) {
      throw new IOException(capsule.fileName() + " was not installed");
    }
    return call.steps;
  }

  @Override
  public void onNext(InstallCapsuleResponse answer) {
    String words = answer.hasInstalled() ? INSTALLED : answer.getProgress();
    steps.add(new Step(words, System.nanoTime() - begun));
  }

  @Override
  public void onError(Throwable failure) {
    over.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    over.complete(true);
  }
}
