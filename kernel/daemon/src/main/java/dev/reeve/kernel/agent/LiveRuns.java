package dev.reeve.kernel.agent;

import java.util.List;
import java.util.UUID;

/** The runs of an agent that have not ended. */
public interface LiveRuns {

  /** Their ids, from the oldest. */
  List<String> live(UUID agent);

  /** Ends all of them with their process trees and waits until they are gone, as long as a cancel does. */
  void cancelAll(UUID agent, String reason);
}
