package dev.reeve.kernel.edge;

import dev.reeve.kernel.capsule.CapsuleManifest;
import dev.reeve.kernel.capsule.CapsuleOperations;
import dev.reeve.kernel.capsule.InstalledCapsule;
import dev.reeve.kernel.capsule.PermissionReview;
import dev.reeve.kernel.figures.Figures;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.CapsuleReview;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.Contribution;

/** Capsules as messages of the contract. */
final class CapsuleMessages {

  private CapsuleMessages() {}

  static Capsule capsule(InstalledCapsule installed, CapsuleOperations capsules) {
    String name = installed.name();
    Capsule.Builder capsule =
        Capsule.newBuilder()
            .setName(name)
            .setVersion(installed.pin().version())
            .setPublisher(installed.pin().publisher())
            .setState(state(installed.state()))
            .setReason(installed.reason())
            .setDigest(installed.pin().digest())
            .setKeyFingerprint(installed.pin().key())
            .setIsolation("in-kernel")
            .addAllPermissions(installed.pin().permissions())
            .setInstalledAt(Replies.time(installed.pin().installedAt()))
            .setSince(Replies.time(installed.since()))
            .setFailures(installed.failures())
            .setInFlight(installed.inFlight())
            .addAllLeaving(capsules.leaving(name));
    if (installed.nextAttempt() != null) {
      capsule.setNextAttempt(Replies.time(installed.nextAttempt()));
    }
    CapsuleManifest manifest = installed.manifest();
    if (manifest != null) {
      capsule.setDescription(manifest.description());
      manifest.runtimes().forEach(each -> capsule.addContributions(contribution(capsules, name, "runtime", each.name(), "")));
      manifest.tools().forEach(each -> capsule.addContributions(contribution(capsules, name, "tool", each.name(), each.description())));
      manifest.commands().forEach(each -> capsule.addContributions(contribution(capsules, name, "command", each.name(), each.description())));
      manifest
          .interceptors()
          .forEach(each -> capsule.addContributions(contribution(capsules, name, "interceptor", each.event(), "priority " + each.priority())));
      manifest.requires().capsules().forEach((each, range) -> capsule.addRequires(each + " " + range));
      manifest.requires().interfaces().forEach((each, range) -> capsule.addRequires(each + " " + range));
      manifest.exports().forEach((each, version) -> capsule.addExports(each + " " + version));
    }
    return capsule.build();
  }

  static CapsuleReview review(PermissionReview review) {
    return CapsuleReview.newBuilder()
        .setName(review.capsule())
        .setVersion(review.version())
        .setPublisher(review.publisher())
        .addAllAdded(review.added())
        .addAllDropped(review.dropped())
        .addAllUnion(review.union())
        .addAllExceptions(review.exceptions())
        .setDigest(review.digest())
        .setNeedsApproval(review.needsAnswer())
        .build();
  }

  private static Contribution contribution(CapsuleOperations capsules, String capsule, String kind, String name, String description) {
    Figures figures = capsules.figures(capsule, kind, name);
    Contribution.Builder contribution =
        Contribution.newBuilder().setKind(kind).setName(name).setDescription(description).setCalls(figures.calls()).setErrors(figures.errors());
    if (figures.calls() > 0) {
      contribution.setP50(Replies.duration(figures.p50())).setP99(Replies.duration(figures.p99()));
    }
    return contribution.build();
  }

  private static CapsuleState state(InstalledCapsule.State state) {
    return switch (state) {
      case INSTALLED -> CapsuleState.CAPSULE_STATE_INSTALLED;
      case STARTING -> CapsuleState.CAPSULE_STATE_STARTING;
      case READY -> CapsuleState.CAPSULE_STATE_READY;
      case DRAINING -> CapsuleState.CAPSULE_STATE_DRAINING;
      case STOPPED -> CapsuleState.CAPSULE_STATE_STOPPED;
      case FAILED -> CapsuleState.CAPSULE_STATE_FAILED;
      case QUARANTINED -> CapsuleState.CAPSULE_STATE_QUARANTINED;
    };
  }
}
