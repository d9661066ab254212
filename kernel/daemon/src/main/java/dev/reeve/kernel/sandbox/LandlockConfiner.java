package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.kernel.sandbox.Landlock.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Landlock and a system call filter, put on by the thread that starts the program and inherited by it. */
final class LandlockConfiner implements Confiner {

  private final Spawner spawner;
  private final SystemFolders system;
  private final SandboxOptions.@Nullable RunUser runAs;
  private final byte[] filter;

  LandlockConfiner(Spawner spawner, SystemFolders system, SandboxOptions.@Nullable RunUser runAs, Architecture architecture) {
    this.spawner = spawner;
    this.system = system;
    this.runAs = runAs;
    filter = SystemCallFilter.of(Tier.LANDLOCK, architecture);
  }

  @Override
  public Tier tier() {
    return Tier.LANDLOCK;
  }

  @Override
  public int ownProcesses() {
    return 0;
  }

  @Override
  public Child start(Placement placement, List<Integer> standard, @Nullable RunGroup group, @Nullable Gate gate)
      throws CapsuleException, IOException {
    Access access = placement.access();
    Path folder = placement.folder();
    try (Landlock rules = new Landlock()) {
      for (Path path : system.programs()) {
        rules.allow(path, Right.RUN);
      }
      for (Path path : system.settings().values()) {
        rules.allow(path, Right.READ);
      }
      for (Path path : SystemFolders.DEVICES) {
        if (Files.exists(path)) {
          rules.allow(path, Right.DEVICE);
        }
      }
      for (Path path : access.executables()) {
        rules.allow(path, Right.RUN);
      }
      for (Path path : access.readable()) {
        rules.allow(path, Right.READ);
      }
      for (Path path : access.writable()) {
        rules.allow(path, Right.WRITE);
      }
      rules.allow(folder, Right.WRITE);
      String own = SpecRules.ownProgram(placement.run());
      // Beside a run that took its own program away, or put a link there, nothing of its folder is executed.
      if (own != null && Files.isRegularFile(folder.resolve(own), LinkOption.NOFOLLOW_LINKS)) {
        rules.allow(folder.resolve(own), Right.RUN);
      }
      if (gate != null) {
        rules.allow(gate.path(), Right.READ);
      }
      List<String> environment =
          SpecRules.environment(placement.run(), folder, Tier.LANDLOCK).entrySet().stream()
              .map(variable -> variable.getKey() + "=" + variable.getValue())
              .toList();
      return spawner.start(
          new SpawnOrder(
              placement.command().getFirst(),
              placement.command(),
              environment,
              folder,
              standard,
              runAs,
              placement.bounds(),
              new SpawnOrder.ThreadConfinement(rules.descriptor(), filter)),
          group,
          gate);
    }
  }
}
