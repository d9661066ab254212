package dev.reeve.kernel.edge;

import dev.reeve.kernel.capsule.CapsuleManifest;
import dev.reeve.kernel.capsule.InstalledCapsule;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.Contribution;

/** Capsules as messages of the contract. */
final class CapsuleMessages {

  private CapsuleMessages() {}

  static Capsule capsule(InstalledCapsule installed) {
    Capsule.Builder capsule =
        Capsule.newBuilder()
            .setName(installed.pin().name())
            .setVersion(installed.pin().version())
            .setPublisher(installed.pin().publisher())
            .setState(state(installed.state()))
            .setReason(installed.reason())
            .setDigest(installed.pin().digest())
            .setKeyFingerprint(installed.pin().key())
            .setIsolation("in-kernel")
            .addAllPermissions(installed.pin().permissions())
            .setInstalledAt(Replies.time(installed.pin().installedAt()));
    CapsuleManifest manifest = installed.manifest();
    if (manifest != null) {
      capsule.setDescription(manifest.description());
      manifest.runtimes().forEach(runtime -> capsule.addContributions(contribution("runtime", runtime.name(), "")));
      manifest.tools().forEach(tool -> capsule.addContributions(contribution("tool", tool.name(), tool.description())));
      manifest.commands().forEach(command -> capsule.addContributions(contribution("command", command.name(), command.description())));
    }
    return capsule.build();
  }

  private static Contribution contribution(String kind, String name, String description) {
    return Contribution.newBuilder().setKind(kind).setName(name).setDescription(description).build();
  }

  private static CapsuleState state(InstalledCapsule.State state) {
    return switch (state) {
      case STARTING -> CapsuleState.CAPSULE_STATE_STARTING;
      case READY -> CapsuleState.CAPSULE_STATE_READY;
      case DRAINING -> CapsuleState.CAPSULE_STATE_DRAINING;
      case STOPPED -> CapsuleState.CAPSULE_STATE_STOPPED;
      case FAILED -> CapsuleState.CAPSULE_STATE_FAILED;
    };
  }
}
