package dev.reeve.cli.run;

import dev.reeve.cli.call.ContractWord;
import dev.reeve.v1.RunEventKind;

/** Kinds of events of runs, as typed. */
final class KindWord extends ContractWord<RunEventKind> {

  KindWord() {
    super(RunEventKind.values(), "RUN_EVENT_KIND_");
  }
}
