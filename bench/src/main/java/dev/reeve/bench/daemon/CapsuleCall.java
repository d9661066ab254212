package dev.reeve.bench.daemon;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.reeve.bench.author.SignedCapsule;
import dev.reeve.v1.ApprovalRequired;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.InstallCapsuleHeader;
import dev.reeve.v1.InstallCapsuleRequest;
import dev.reeve.v1.InstallCapsuleResponse;
import dev.reeve.v1.KernelServiceGrpc.KernelServiceStub;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One installation of a capsule that fits into one chunk. */
public final class CapsuleCall implements StreamObserver<InstallCapsuleResponse> {

  private static final int CHUNK = 64 * 1024;
  private static final Metadata.Key<String> APPROVAL = Metadata.Key.of("reeve-approval", Metadata.ASCII_STRING_MARSHALLER);

  private final CompletableFuture<Boolean> over = new CompletableFuture<>();
  private Capsule last = Capsule.getDefaultInstance();

  private CapsuleCall() {}

  /**
   * Installs it and waits for the answer; the stub has the deadline.
   *
   * @throws StatusRuntimeException when it is refused, or not answered
   */
  public static Capsule install(KernelServiceStub kernel, SignedCapsule capsule) {
    return call(kernel, capsule, InstallCapsuleHeader.getDefaultInstance()).last;
  }

  /**
   * The same, where it is asked as the operator who says yes: two calls, and the answer between them.
   *
   * @param channel that both stubs are on
   */
  public static Capsule installApproving(Channel channel, KernelServiceStub first, KernelServiceStub kernel, SignedCapsule capsule) {
    try {
      return install(first, capsule);
    } catch (StatusRuntimeException asked) {
      String approval = approval(asked);
      OperatorKey.approve(channel, approval);
      Metadata headers = new Metadata();
      headers.put(APPROVAL, approval);
      return install(kernel.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)), capsule);
    }
  }

  private static String approval(StatusRuntimeException refused) {
    com.google.rpc.Status status = StatusProto.fromThrowable(refused);
    if (status != null) {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ApprovalRequired.class)) {
          try {
            return detail.unpack(ApprovalRequired.class).getRequestId();
          } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a kernel writes its details well", e);
          }
        }
      }
    }
    throw refused;
  }

  private static CapsuleCall call(KernelServiceStub kernel, SignedCapsule capsule, InstallCapsuleHeader wish) {
    if (capsule.jar().length > CHUNK) {
      throw new IllegalArgumentException(capsule.fileName() + " does not fit into one chunk");
    }
    CapsuleCall call = new CapsuleCall();
    StreamObserver<InstallCapsuleRequest> requests = kernel.installCapsule(call);
    requests.onNext(
        InstallCapsuleRequest.newBuilder()
            .setHeader(
                wish.toBuilder()
                    .setFileName(capsule.fileName())
                    .setDigest(capsule.digest())
                    .setSignatureDigest(digest(capsule.signature())))
            .build());
    requests.onNext(InstallCapsuleRequest.newBuilder().setJar(ByteString.copyFrom(capsule.jar())).build());
    requests.onNext(InstallCapsuleRequest.newBuilder().setSignature(ByteString.copyFrom(capsule.signature())).build());
    requests.onCompleted();
    try {
      boolean unused = call.over.join();
      return call;
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StatusRuntimeException(Status.fromThrowable(cause), Status.trailersFromThrowable(cause));
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void onNext(InstallCapsuleResponse answer) {
    if (answer.hasInstalled()) {
      last = answer.getInstalled();
    }
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
