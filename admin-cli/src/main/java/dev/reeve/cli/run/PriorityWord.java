package dev.reeve.cli.run;

import dev.reeve.cli.call.ContractWord;
import dev.reeve.v1.RunPriority;

/** Priorities of runs, as typed. */
final class PriorityWord extends ContractWord<RunPriority> {

  PriorityWord() {
    super(RunPriority.values(), "RUN_PRIORITY_");
  }
}
