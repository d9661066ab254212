package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.ProcessSpec;
import java.io.IOException;
import java.nio.file.Path;
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
  Child start(ProcessSpec spec, Access access, Path folder, List<Integer> standard, @Nullable RunGroup group, @Nullable Path gate)
      throws CapsuleException, IOException;
}
