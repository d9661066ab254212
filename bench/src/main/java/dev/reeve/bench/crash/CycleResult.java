package dev.reeve.bench.crash;

import java.time.Duration;
import java.util.Locale;

/**
 * One load, its kill and what was found after the restart.
 *
 * @param startupKills kills during the start-up that followed
 * @param restart how long the start-up took that became ready
 * @param took all of it
 */
record CycleResult(Loaded load, int startupKills, Duration restart, Aftermath.Seen seen, Duration took, Findings findings) {

  /** Changes acknowledged in it, before the kill and after. */
  long acknowledged() {
    return seen.acknowledged().values().stream().mapToLong(Long::longValue).sum();
  }

  String line(int number, int of) {
    return String.format(
        Locale.ROOT,
        "cycle %d of %d: killed %d ms into the load, %,d acknowledged (%,.0f/s; %s), %d open of which %d held, ready again after %d ms%s, %s;"
            + " %.1f s, %.1f of them until warm",
        number, of, load.time().toMillis(), acknowledged(), load.rate(), Tally.words(seen.acknowledged()), seen.open(), seen.held(),
        restart.toMillis(), startupKills == 0 ? "" : " and a kill during start-up",
        findings.none() ? "all as it should be" : String.join("; ", findings.lines()), took.toMillis() / 1e3, load.warming().toMillis() / 1e3);
  }
}
