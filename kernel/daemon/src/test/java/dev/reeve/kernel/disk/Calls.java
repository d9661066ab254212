package dev.reeve.kernel.disk;

import com.google.protobuf.ByteString;
import dev.reeve.kernel.capsule.SignedGuest;
import dev.reeve.kernel.store.Digest;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.InstallCapsuleHeader;
import dev.reeve.v1.InstallCapsuleRequest;
import dev.reeve.v1.InstallCapsuleResponse;
import dev.reeve.v1.KernelServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls of a kernel's socket. */
public final class Calls {

  private static final Metadata.Key<String> REQUEST_ID = Metadata.Key.of("reeve-request-id", Metadata.ASCII_STRING_MARSHALLER);

  private Calls() {}

  /** A channel whose calls are one request. */
  static Channel named(Channel channel, String requestId) {
    Metadata headers = new Metadata();
    headers.put(REQUEST_ID, requestId);
    return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Installs a capsule and answers what the kernel said of it; throws the status it was refused with. */
  public static Capsule install(Channel channel, SignedGuest guest) {
    Answer answer = new Answer();
    StreamObserver<InstallCapsuleRequest> parts = KernelServiceGrpc.newStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS).installCapsule(answer);
    InstallCapsuleHeader header =
        InstallCapsuleHeader.newBuilder()
            .setFileName(guest.fileName())
            .setDigest(Digest.of(guest.jar()))
            .setSignatureDigest(Digest.of(guest.signature()))
            .build();
    parts.onNext(InstallCapsuleRequest.newBuilder().setHeader(header).build());
    parts.onNext(InstallCapsuleRequest.newBuilder().setJar(ByteString.copyFrom(guest.jar())).build());
    parts.onNext(InstallCapsuleRequest.newBuilder().setSignature(ByteString.copyFrom(guest.signature())).build());
    parts.onCompleted();
    try {
      return answer.installed.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }

  private static final class Answer implements StreamObserver<InstallCapsuleResponse> {

    private final CompletableFuture<Capsule> installed = new CompletableFuture<>();
    private @Nullable Capsule last;

    @Override
    public void onNext(InstallCapsuleResponse response) {
      if (response.hasInstalled()) {
        last = response.getInstalled();
      }
    }

    @Override
    public void onError(Throwable error) {
      installed.completeExceptionally(error);
    }

    @Override
    public void onCompleted() {
      installed.complete(last == null ? Capsule.getDefaultInstance() : last);
    }
  }
}
