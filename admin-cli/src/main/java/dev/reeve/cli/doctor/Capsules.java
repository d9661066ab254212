package dev.reeve.cli.doctor;

import dev.reeve.v1.Capsule;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.ListCapsulesRequest;
import java.util.List;

/** Installed capsules that do not serve. */
final class Capsules {

  private Capsules() {}

  static void look(Examination.Kernel kernel, Report to) {
    List<Capsule> capsules = kernel.client().kernel().listCapsules(ListCapsulesRequest.getDefaultInstance()).getCapsulesList();
    capsules.forEach(capsule -> one(capsule, to));
    if (to.empty()) {
      to.ok(capsules.isEmpty() ? "none is installed" : "all " + capsules.size() + " are ready");
    }
  }

  private static void one(Capsule capsule, Report to) {
    String name = capsule.getName() + (capsule.getVersion().isEmpty() ? "" : " " + capsule.getVersion());
    String why = capsule.getReason().isEmpty() ? "" : ": " + capsule.getReason();
    String again = "correct what it names, then 'reeve capsule reload " + capsule.getName() + "'";
    switch (capsule.getState()) {
      case CAPSULE_STATE_READY -> {
        if (!why.isEmpty()) {
          to.warn(name + " is ready, but not as it should be" + why, again);
        }
      }
      case CAPSULE_STATE_FAILED -> to.fail(name + " failed " + capsule.getFailures() + " times in a row" + why, again);
      case CAPSULE_STATE_QUARANTINED -> to.fail(name + " is quarantined and not tried again by itself" + why, again);
      case CAPSULE_STATE_STOPPED, CAPSULE_STATE_INSTALLED ->
          to.warn(name + " is not loaded" + why, "'reeve capsule reload " + capsule.getName() + "' starts it, 'reeve capsule remove' ends it");
      case CAPSULE_STATE_STARTING, CAPSULE_STATE_DRAINING ->
          to.warn(name + " is " + word(capsule.getState()) + why, "look again in a moment");
      case CAPSULE_STATE_UNSPECIFIED, UNRECOGNIZED -> to.warn(name + " is in a state this version does not know" + why, "use the kernel's own version");
    }
  }

  private static String word(CapsuleState state) {
    return state == CapsuleState.CAPSULE_STATE_STARTING ? "starting" : "draining";
  }
}
