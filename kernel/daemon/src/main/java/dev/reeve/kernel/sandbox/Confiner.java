package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One tier at work: how a program is started in it. */
sealed interface Confiner permits NamespaceConfiner, LandlockConfiner {

  Tier tier();

  /** Processes of the sandbox itself that live beside the program. */
  int ownProcesses();

  /**
   * Starts the program, confined.
   *
   * @param standard descriptors of its input, output and errors
   * @param gate where it waits to be let through into its group; null with no group
   */
  Child start(Placement placement, List<Integer> standard, @Nullable RunGroup group, @Nullable Gate gate)
      throws CapsuleException, IOException;
}
