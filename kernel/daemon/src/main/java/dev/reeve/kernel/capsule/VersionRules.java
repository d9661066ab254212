package dev.reeve.kernel.capsule;

import com.github.zafarkhaja.semver.Version;
import dev.reeve.kernel.capsule.LockedCapsules.Pin;
import dev.reeve.kernel.capsule.LockedCapsules.Seen;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which version of a capsule may follow what was seen of it. A name belongs to the publisher it was first seen from; a version has one
 * content; one before the highest seen is a rollback; one far beyond it would let whoever holds a leaked key shut out all that come after.
 */
final class VersionRules {

  /** How far a version may go beyond the highest seen: one major version, or within it so many minor ones, or within those so many patches. */
  static final int MAJOR_STEP = 1;

  static final int MINOR_STEP = 100;
  static final int PATCH_STEP = 1000;

  private VersionRules() {}

  /** What was asked for in so many words. */
  record Allowed(boolean downgrade, boolean jump) {

    static final Allowed NOTHING = new Allowed(false, false);
  }

  /**
   * Checks a version.
   *
   * @return what of it was only taken because it was asked for, in words; empty when nothing
   * @throws dev.reeve.kernel.fault.KernelException CAPSULE_REFUSED
   */
  static List<String> check(CapsuleManifest manifest, String digest, Publisher publisher, LockedCapsules locked, Allowed allowed) {
    String name = manifest.name();
    Pin pin = locked.pin(name);
    if (pin != null && !pin.publisher().equals(publisher.name())) {
      throw Refusal.PUBLISHER.because(name + " is installed from " + pin.publisher() + "; remove it before one of " + publisher.name() + " is installed");
    }
    if (pin != null && pin.version().equals(manifest.version()) && !pin.digest().equals(digest)) {
      throw Refusal.VERSION.because(name + " " + pin.version() + " is installed with other content; a version has one content");
    }
    Seen seen = locked.seen(name, publisher.name(), publisher.key());
    return seen == null ? List.of() : against(manifest, digest, seen, allowed);
  }

  private static List<String> against(CapsuleManifest manifest, String digest, Seen seen, Allowed allowed) {
    Version next = Versions.of(manifest.version());
    Version highest = Versions.of(seen.version());
    String words = manifest.name() + " " + manifest.version();
    if (seen.version().equals(manifest.version()) && !seen.digest().equals(digest)) {
      throw Refusal.VERSION.because(words + " was installed before with other content; a version has one content");
    }
    List<String> taken = new ArrayList<>();
    if (next.isLowerThan(highest)) {
      String rollback = words + " is older than " + highest + ", which was installed before";
      if (!allowed.downgrade()) {
        throw Refusal.ROLLBACK.because(rollback);
      }
      taken.add(rollback);
    }
    @Nullable String jump = jump(next, highest);
    if (jump != null) {
      if (!allowed.jump()) {
        throw Refusal.FAST_FORWARD.because(words + " jumps: " + jump);
      }
      taken.add(words + " jumps: " + jump);
    }
    return taken;
  }

  private static @Nullable String jump(Version next, Version highest) {
    if (next.majorVersion() > highest.majorVersion()) {
      long step = next.majorVersion() - highest.majorVersion();
      boolean fresh = step <= MAJOR_STEP && next.minorVersion() <= MINOR_STEP && next.patchVersion() <= PATCH_STEP;
      return fresh ? null : far(highest);
    }
    if (next.majorVersion() == highest.majorVersion() && next.minorVersion() > highest.minorVersion()) {
      boolean near = next.minorVersion() - highest.minorVersion() <= MINOR_STEP && next.patchVersion() <= PATCH_STEP;
      return near ? null : far(highest);
    }
    boolean patch = next.majorVersion() == highest.majorVersion() && next.minorVersion() == highest.minorVersion();
    return patch && next.patchVersion() - highest.patchVersion() > PATCH_STEP ? far(highest) : null;
  }

  private static String far(Version highest) {
    return "it is further beyond " + highest + " than the next major version, " + MINOR_STEP + " minor ones or " + PATCH_STEP + " patches";
  }
}
