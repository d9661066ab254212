package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bubblewrap. Its options and the run's environment reach it through a descriptor, so that no other user of the host reads them off its
 * command line and no variable of the run reaches the part of it that is outside; the filter comes through another, and what is mounted for
 * the run, its work folder and what was granted, through one each: bubblewrap refuses where something else lies at the name by then.
 */
final class NamespaceConfiner implements Confiner {

  private static final List<String> PLACES = List.of("/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap");
  private static final List<String> OUTER_ENVIRONMENT = List.of("PATH=/usr/bin:/bin", "LANG=C.UTF-8");
  private static final int FILTER_AT = 3;
  private static final int OPTIONS_AT = 4;
  private static final int MOUNTS_AT = 5;
  /** Of the memory that /tmp and /dev/shm may take where no limit of storage says less. */
  private static final long MOST_TEMPORARY = 256L << 20;

  private static final long MOST_SHARED = 64L << 20;

  private final Path bubblewrap;
  private final Spawner spawner;
  private final SystemFolders system;
  private final SandboxOptions.@Nullable RunUser runAs;
  private final byte[] filter;
  private final boolean byDescriptor;

  /** @param byDescriptor whether this bubblewrap takes what it mounts by descriptors; else by names, looked at anew when it mounts */
  NamespaceConfiner(
      Path bubblewrap,
      Spawner spawner,
      SystemFolders system,
      SandboxOptions.@Nullable RunUser runAs,
      Architecture architecture,
      boolean byDescriptor) {
    this.bubblewrap = bubblewrap;
    this.spawner = spawner;
    this.system = system;
    this.runAs = runAs;
    this.byDescriptor = byDescriptor;
    filter = SystemCallFilter.of(Tier.NAMESPACES, architecture);
  }

  /** Where bubblewrap is on this host. */
  static Optional<Path> find() {
    return PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst();
  }

  @Override
  public Tier tier() {
    return Tier.NAMESPACES;
  }

  @Override
  public int ownProcesses() {
    return 2;
  }

  @Override
  public Child start(Placement placement, List<Integer> standard, @Nullable RunGroup group, @Nullable Gate gate)
      throws CapsuleException, IOException {
    int filterFd = Linux.memory(filter);
    int optionsFd = -1;
    List<HeldPath> mounts = new ArrayList<>();
    try {
      optionsFd = Linux.memory(terminated(options(placement, mounts)));
      List<String> arguments = new ArrayList<>(List.of("bwrap", "--args", Integer.toString(OPTIONS_AT), "--"));
      arguments.addAll(placement.command());
      List<Integer> descriptors = new ArrayList<>(standard);
      descriptors.add(filterFd);
      descriptors.add(optionsFd);
      mounts.forEach(mount -> descriptors.add(mount.descriptor()));
      return spawner.start(
          new SpawnOrder(bubblewrap.toString(), arguments, OUTER_ENVIRONMENT, Path.of("/"), descriptors, runAs, placement.bounds(), null), group, gate);
    } finally {
      Linux.close(filterFd);
      mounts.forEach(HeldPath::close);
      if (optionsFd >= 0) {
        Linux.close(optionsFd);
      }
    }
  }

  /** Bubblewrap applies these in order: what comes later lies over what comes earlier. */
  private List<String> options(Placement placement, List<HeldPath> mounts) throws IOException {
    Access access = placement.access();
    Path folder = placement.folder();
    List<String> options = new ArrayList<>();
    add(options, "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net", "--unshare-cgroup-try");
    add(options, "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "reeve");
    add(options, "--seccomp", Integer.toString(FILTER_AT), "--clearenv");
    SpecRules.environment(placement.run(), folder, Tier.NAMESPACES).forEach((name, value) -> add(options, "--setenv", name, value));
    system.programs().forEach(path -> add(options, "--ro-bind", path.toString(), path.toString()));
    system.links().forEach((link, target) -> add(options, "--symlink", target, link.toString()));
    system
        .settings()
        .forEach((name, real) -> add(options, system.holds(real) ? "--symlink" : "--ro-bind", real.toString(), name.toString()));
    // Without remounting, bubblewrap 0.8 leaves /proc/sys writable to a program that is root on the host.
    add(options, "--proc", "/proc", "--remount-ro", "/proc");
    Long storage = placement.run().limits().storageBytes();
    long temporary = storage == null ? MOST_TEMPORARY : Math.min(storage, MOST_TEMPORARY);
    add(options, "--dev", "/dev", "--size", Long.toString(Math.min(temporary, MOST_SHARED)), "--tmpfs", "/dev/shm");
    if (placement.socket() != null) {
      add(options, "--setenv", MountedSocket.VARIABLE, MountedSocket.INSIDE.toString());
      bind(options, placement.socket(), MountedSocket.INSIDE, false, mounts);
    }
    add(options, "--remount-ro", "/dev");
    add(options, "--size", Long.toString(temporary), "--tmpfs", "/tmp");
    Map<Path, Boolean> binds = new LinkedHashMap<>();
    Stream.concat(access.executables().stream(), access.readable().stream()).forEach(path -> binds.put(path, false));
    access.writable().forEach(path -> binds.put(path, true));
    // A program named among writable folders stays as it is; a writable folder inside a readable one is writable.
    for (Path path : binds.keySet().stream().sorted(Comparator.comparingInt(Path::getNameCount)).toList()) {
      bind(options, path, path, Boolean.TRUE.equals(binds.get(path)), mounts);
    }
    for (Path hidden : access.hidden()) {
      if (Files.isDirectory(hidden, LinkOption.NOFOLLOW_LINKS)) {
        add(options, "--tmpfs", hidden.toString());
      } else {
        add(options, "--ro-bind", "/dev/null", hidden.toString());
      }
    }
    List<Path> seen = Stream.concat(system.programs().stream(), binds.keySet().stream()).toList();
    access.aliases().entrySet().stream()
        .filter(alias -> seen.stream().noneMatch(alias.getKey()::startsWith) && !throughLink(alias.getKey()))
        .forEach(alias -> add(options, "--symlink", alias.getValue().toString(), alias.getKey().toString()));
    bind(options, folder, folder, true, mounts);
    add(options, "--chdir", folder.toString(), "--remount-ro", "/");
    access.hidden().stream()
        .filter(hidden -> Files.isDirectory(hidden, LinkOption.NOFOLLOW_LINKS))
        .forEach(hidden -> add(options, "--remount-ro", hidden.toString()));
    return options;
  }

  /** Mounts what is at a path that holds no link. */
  private void bind(List<String> options, Path path, Path inside, boolean writable, List<HeldPath> mounts) throws IOException {
    String option = writable ? "--bind" : "--ro-bind";
    if (!byDescriptor) {
      add(options, option, path.toString(), inside.toString());
      return;
    }
    HeldPath held = HeldPath.of(path);
    mounts.add(held);
    add(options, option + "-fd", Integer.toString(MOUNTS_AT + mounts.size() - 1), inside.toString());
  }

  /** Under a top-level link, e.g. {@code /bin}, a path leads to the real one by itself. */
  private boolean throughLink(Path path) {
    return system.links().keySet().stream().anyMatch(path::startsWith);
  }

  private static void add(List<String> options, String... more) {
    options.addAll(List.of(more));
  }

  private static byte[] terminated(List<String> options) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String option : options) {
      bytes.writeBytes(option.getBytes(StandardCharsets.UTF_8));
      bytes.write(0);
    }
    return bytes.toByteArray();
  }
}
