package dev.reeve.kernel.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a run may take and who said so.
 *
 * @param source {@code request}, {@code manifest} or {@code profile}
 */
record Timeout(Duration duration, String source) {

  /** The shortest of what was asked for, what the manifest says and what the principal may; the last always speaks. */
  static Timeout of(@Nullable Duration request, @Nullable Duration manifest, Duration profile) {
    Timeout least = new Timeout(profile, "profile");
    if (manifest != null && manifest.compareTo(least.duration()) <= 0) {
      least = new Timeout(manifest, "manifest");
    }
    if (request != null && request.compareTo(least.duration()) <= 0) {
      least = new Timeout(request, "request");
    }
    return least;
  }
}
