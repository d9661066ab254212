package dev.reeve.cli.run;

import dev.reeve.cli.call.ContractWord;
import dev.reeve.v1.RunState;

/** States of runs, as typed. */
final class StateWord extends ContractWord<RunState> {

  StateWord() {
    super(RunState.values(), "RUN_STATE_");
  }
}
