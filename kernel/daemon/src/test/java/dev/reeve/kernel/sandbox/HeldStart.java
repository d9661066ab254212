package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program's start that stands still with the child at its gate: the file the spawner writes the child's number to before it opens the
 * gate is a named pipe, and the writing waits until somebody reads it.
 */
final class HeldStart implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path group;
  private final WorkFolder folder;
  private final Gate gate;
  private final Spawner spawner;
  private final Readiness readiness;
  private final Pipes pipes;
  private final Confiner confiner;

  HeldStart(Path workRoot, Path group, Tier tier, SandboxOptions.@Nullable RunUser runAs) throws IOException {
    this.group = Files.createDirectories(group);
    Linux.makeFifo(numbers());
    Path work = WorkRoot.prepare(workRoot, runAs);
    spawner = new Spawner(work, PATIENCE);
    folder = WorkFolder.create(work.resolve("held"), Map.of(), null, runAs);
    gate = Gate.make(spawner.gate().orElseThrow(), runAs);
    readiness = new Readiness();
    pipes = Pipes.open(readiness, PATIENCE, runAs);
    SystemFolders system = SystemFolders.find();
    Architecture architecture = Architecture.current().orElseThrow();
    confiner =
        switch (tier) {
          case LANDLOCK -> new LandlockConfiner(spawner, system, runAs, architecture);
          case NAMESPACES -> new NamespaceConfiner(NamespaceConfiner.find().orElseThrow(), spawner, system, runAs, architecture, true);
        };
  }

  private Path numbers() {
    return group.resolve("cgroup.procs");
  }

  /** Returns once it was let through. */
  Child start() throws CapsuleException, IOException {
    Access access = new Access(List.of(), List.of(), List.of(), Map.of(), List.of());
    RunGroup held = RunGroup.existing(group);
    return confiner.start(Placement.own(Spec.script("exit 5").build(), access, folder.path(), null), pipes.childEnds(), held, gate);
  }

  /** Lets the start go on; the child's number. */
  long letThrough() throws IOException {
    return Long.parseLong(Files.readString(numbers()));
  }

  @Override
  public void close() throws IOException {
    pipes.closeChildEnds();
    pipes.closeOwnEnds();
    spawner.close();
    readiness.close();
    gate.close();
    folder.remove();
  }

  /** A kernel that listens and never gets further than its first start: SOCKET WORK_ROOT GROUP TIER [UID GID]. */
  public static void main(String[] arguments) throws Exception {
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(arguments[0]));
      SandboxOptions.RunUser user =
          arguments.length < 6 ? null : new SandboxOptions.RunUser(Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
      try (HeldStart held = new HeldStart(Path.of(arguments[1]), Path.of(arguments[2]), Tier.valueOf(arguments[3]), user)) {
        held.start();
      }
    }
  }
}
