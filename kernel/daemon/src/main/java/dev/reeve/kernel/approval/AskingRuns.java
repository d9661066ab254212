package dev.reeve.kernel.approval;

import java.util.Set;
import java.util.UUID;

/** Runs, as far as questions concern them. */
public interface AskingRuns {

  /** What a run's manifest says of asking people. */
  Interaction interaction(String run);

  /** The run waits from now on, until what is answered is closed. */
  Waiting waits(String run);

  /** Ends a run because of an answer. {@code why}: for people. */
  void refused(String run, String approval, String why);

  /** A question of a run was decided; one whose program is gone goes on, or ends. */
  void decided(String run);

  /** Principals of the agents that run in the tree a run belongs to, from its root down. */
  Set<UUID> tree(String run);

  /** A wait. */
  interface Waiting {

    /** It is over. */
    void close();
  }
}
