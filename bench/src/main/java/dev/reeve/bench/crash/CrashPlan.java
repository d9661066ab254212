package dev.reeve.bench.crash;

/**
 * How much is tried.
 *
 * @param cycles loads that are killed, at least 1
 * @param perHome cycles on one home before the next begins with an empty one, at least 1
 * @param clients that load at once with changes of policy and records, 1 to 62: with the one that runs and the one that installs as many
 *     calls as one principal may have in flight
 * @param floor acknowledged changes a second, below which a cycle proves too little and the run fails
 * @param seed of everything that is random here; the kernel's own timing is not
 */
record CrashPlan(int cycles, int perHome, int clients, int floor, long seed) {

  static final int CYCLES = 20;
  static final int PER_HOME = 20;
  static final int CLIENTS = 32;
  static final int FLOOR = 200;

  /** @throws IllegalArgumentException outside the bounds */
  CrashPlan {
    if (cycles < 1 || perHome < 1 || clients < 1 || clients > 62 || floor < 0) {
      throw new IllegalArgumentException("wanted: at least one cycle, and one on each home, 1 to 62 clients, a floor of 0 or more");
    }
  }
}
