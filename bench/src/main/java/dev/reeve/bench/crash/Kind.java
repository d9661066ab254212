package dev.reeve.bench.crash;

/** What a change is about, as it is counted. */
enum Kind {
  PRINCIPALS,
  GROUPS,
  INVITES,
  DEPLOYS,
  RUNS,
  CAPSULES
}
