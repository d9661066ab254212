package dev.reeve.kernel.run;

import java.nio.file.Path;

/** Placeholder until the sandbox's part is merged. */
public final class RunFiles {
  public RunFiles(Path root) {}

  public void remove(String run) {}
}
