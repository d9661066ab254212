package dev.reeve.bench.crash;

import java.time.Duration;
import java.util.Locale;

/**
 * One load, its kill and what was found after the restart.
 *
 * @param loaded how long the load ran: from when every client's tenth change was acknowledged to the kill
 * @param acknowledgedLoaded changes acknowledged in that time
 * @param acknowledged all of the cycle, those asked again included
 * @param open changes that were not answered before the kill
 * @param held of those, how many had taken place
 * @param startupKills kills during the start-up that followed
 * @param restart how long the start-up took that became ready
 */
record CycleResult(
    Duration loaded, long acknowledgedLoaded, long acknowledged, int open, int held, int startupKills, Duration restart, Findings findings) {

  /** Acknowledged changes a second while the load ran. */
  double rate() {
    return acknowledgedLoaded / Math.max(1e-9, loaded.toNanos() / 1e9);
  }

  String line(int number, int of) {
    return String.format(
        Locale.ROOT, "cycle %d of %d: killed %d ms into the load, %,d acknowledged (%,.0f/s), %d open of which %d held, ready again after %d ms%s, %s",
        number, of, loaded.toMillis(), acknowledged, rate(), open, held, restart.toMillis(),
        startupKills == 0 ? "" : " and a kill during start-up", findings.none() ? "all as it should be" : String.join("; ", findings.lines()));
  }
}
