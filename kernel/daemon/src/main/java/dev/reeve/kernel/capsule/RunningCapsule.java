package dev.reeve.kernel.capsule;

import dev.reeve.capsule.Capsule;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * A version of a capsule that came up in this process.
 *
 * @param plugins its own PF4J: a capsule that hangs while it loads holds up no other
 */
record RunningCapsule(CapsuleManifest manifest, Capsule entry, Contributions contributions, Guest guest, CapsulePlugins plugins) {

  /** Runs that live on its runtimes. */
  Set<String> runs() {
    Set<String> runs = new TreeSet<>();
    contributions.runtimes().values().forEach(runtime -> runs.addAll(runtime.runs()));
    return runs;
  }

  /** Asks every run that lives on it to end. */
  void stopRuns() {
    contributions.runtimes().values().forEach(runtime -> runtime.runs().forEach(run -> runtime.stop(run, Duration.ZERO)));
  }
}
