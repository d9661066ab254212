package dev.reeve.kernel.run;

import java.util.UUID;

/**
 * Whose a run is, which never changes.
 *
 * @param agent its name
 * @param owner id of the principal it belongs to
 * @param startedBy id of the principal that started it
 */
public record RunStanding(String agent, UUID owner, UUID startedBy) {

  static RunStanding of(Run run) {
    return new RunStanding(run.agent(), run.owner().id(), run.startedBy().id());
  }
}
