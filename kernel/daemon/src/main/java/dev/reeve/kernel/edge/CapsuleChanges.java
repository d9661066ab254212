package dev.reeve.kernel.edge;

import dev.reeve.kernel.capsule.CapsuleOperations;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.ReloadCapsuleRequest;
import dev.reeve.v1.ReloadCapsuleResponse;
import dev.reeve.v1.ReloadCapsulesResponse;
import dev.reeve.v1.RemoveCapsuleRequest;
import dev.reeve.v1.RemoveCapsuleResponse;
import dev.reeve.v1.UnloadCapsuleRequest;
import dev.reeve.v1.UnloadCapsuleResponse;
import io.grpc.stub.StreamObserver;

/** Maps the calls of KernelService that change what installed capsules do: each a stream of steps. */
final class CapsuleChanges {

  private final CapsuleOperations capsules;

  CapsuleChanges(CapsuleOperations capsules) {
    this.capsules = capsules;
  }

  private Capsule message(String name) {
    return CapsuleMessages.capsule(capsules.find(name), capsules);
  }

  void remove(RemoveCapsuleRequest request, StreamObserver<RemoveCapsuleResponse> observer) {
    capsules.remove(
        request.getName(), request.getForce(), step -> observer.onNext(RemoveCapsuleResponse.newBuilder().setProgress(step).build()));
    observer.onCompleted();
  }

  void unload(UnloadCapsuleRequest request, StreamObserver<UnloadCapsuleResponse> observer) {
    var unused =
        capsules.unload(
            request.getName(), request.getForce(), Admission.CURRENT.get().caller().name(),
            step -> observer.onNext(UnloadCapsuleResponse.newBuilder().setProgress(step).build()));
    observer.onNext(UnloadCapsuleResponse.newBuilder().setCapsule(message(request.getName())).build());
    observer.onCompleted();
  }

  void reload(ReloadCapsuleRequest request, StreamObserver<ReloadCapsuleResponse> observer) {
    var unused =
        capsules.reload(request.getName(), step -> observer.onNext(ReloadCapsuleResponse.newBuilder().setProgress(step).build()));
    observer.onNext(ReloadCapsuleResponse.newBuilder().setCapsule(message(request.getName())).build());
    observer.onCompleted();
  }

  /** Those that were unloaded stay so. */
  void reloadAll(StreamObserver<ReloadCapsulesResponse> observer) {
    for (String name : capsules.names()) {
      try {
        if (capsules.reloadable(name)) {
          var unused =
              capsules.reload(name, step -> observer.onNext(ReloadCapsulesResponse.newBuilder().setProgress(name + ": " + step).build()));
          observer.onNext(ReloadCapsulesResponse.newBuilder().setCapsule(message(name)).build());
        }
      } catch (KernelException e) {
        observer.onNext(ReloadCapsulesResponse.newBuilder().setFailure(name + ": " + e.getMessage()).build());
      }
    }
    observer.onCompleted();
  }
}
