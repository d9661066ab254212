package dev.reeve.kernel.edge;

import dev.reeve.kernel.capsule.CapsuleOperations;
import dev.reeve.kernel.capsule.InstallRequest;
import dev.reeve.kernel.capsule.InstallResult;
import dev.reeve.kernel.capsule.InstallStep;
import dev.reeve.kernel.capsule.InstalledCapsule;
import dev.reeve.kernel.capsule.PermissionReview;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Digest;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.InstallCapsuleHeader;
import dev.reeve.v1.InstallCapsuleRequest;
import dev.reeve.v1.InstallCapsuleResponse;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Collects the parts of a capsule, bounded, and installs it when the client has sent all: the bytes that the header announced. */
final class InstallStream implements StreamObserver<InstallCapsuleRequest> {

  private static final int MAX_JAR = 64 * 1024 * 1024;
  private static final int MAX_SIGNATURE = 64 * 1024;

  private final CapsuleOperations operations;
  private final StreamObserver<InstallCapsuleResponse> answers;
  private final ByteArrayOutputStream jar = new ByteArrayOutputStream();
  private final ByteArrayOutputStream signature = new ByteArrayOutputStream();
  private @Nullable InstallCapsuleHeader header;

  InstallStream(CapsuleOperations operations, StreamObserver<InstallCapsuleResponse> answers) {
    this.operations = operations;
    this.answers = answers;
  }

  @Override
  public void onNext(InstallCapsuleRequest part) {
    switch (part.getPartCase()) {
      case HEADER -> {
        if (header != null) {
          throw KernelException.invalid("header", "comes once, first");
        }
        header = part.getHeader();
      }
      case JAR -> take(jar, part.getJar().toByteArray(), MAX_JAR, "jar");
      case SIGNATURE -> take(signature, part.getSignature().toByteArray(), MAX_SIGNATURE, "signature");
      case PART_NOT_SET -> throw KernelException.invalid("part", "is empty");
    }
  }

  private static void take(ByteArrayOutputStream into, byte[] bytes, int most, String field) {
    if (into.size() + bytes.length > most) {
      throw KernelException.invalid(field, "has at most " + most + " bytes");
    }
    into.writeBytes(bytes);
  }

  @Override
  public void onCompleted() {
    InstallCapsuleHeader announced = header;
    if (announced == null) {
      throw KernelException.invalid("header", "the first message of the stream must hold it");
    }
    byte[] bytes = jar.toByteArray();
    byte[] seal = signature.toByteArray();
    if (!Digest.of(bytes).equals(announced.getDigest()) || !Digest.of(seal).equals(announced.getSignatureDigest())) {
      throw new KernelException(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT, "digest: the bytes that came are not those the header announced");
    }
    InstallRequest request =
        new InstallRequest(
            announced.getFileName(), bytes, seal, announced.getUpgrade(), "", announced.getAllowDowngrade(),
            announced.getAllowJump(), announced.getDryRun());
    InstallResult result = operations.install(request, this::tell);
    InstalledCapsule installed = result.installed();
    if (installed != null) {
      answers.onNext(InstallCapsuleResponse.newBuilder().setInstalled(CapsuleMessages.capsule(installed, operations)).build());
    }
    answers.onCompleted();
  }

  private void tell(InstallStep step) {
    switch (step) {
      case InstallStep.Progress(String words) -> answers.onNext(InstallCapsuleResponse.newBuilder().setProgress(words).build());
      case InstallStep.Review(PermissionReview review) ->
          answers.onNext(InstallCapsuleResponse.newBuilder().setReview(CapsuleMessages.review(review)).build());
    }
  }

  @Override
  public void onError(Throwable gone) {
    jar.reset();
    signature.reset();
  }
}
