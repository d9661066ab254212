package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.ProcessLimits;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The control groups runs may be put into: one parent folder in each hierarchy that let us make one. Limits are those whose controller
 * took a value and gave it back. Version 2 is used where its controllers are ours, else version 1; version 2 without controllers still
 * ends a whole tree at once.
 */
final class ControlGroups implements AutoCloseable {

  private static final long REMOVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private record Parent(Path folder, String path, boolean unified) {}

  private final List<Parent> parents = new ArrayList<>();
  private final Map<String, List<RunGroup>> left = new TreeMap<>();
  private final Map<Controller, Parent> keepers = new EnumMap<>(Controller.class);

  private ControlGroups() {}

  /** None, as on a host that lets no group be made. */
  static ControlGroups none() {
    return new ControlGroups();
  }

  /**
   * Tries every hierarchy. What a former kernel of that name left there is found, and not ended.
   *
   * @param name of the parent groups; unique to the kernel's home
   */
  static ControlGroups probe(String name) throws IOException {
    List<GroupMount> mounts =
        GroupMount.parse(Files.readString(Path.of("/proc/self/mountinfo")), Files.readString(Path.of("/proc/self/cgroup")));
    ControlGroups groups = new ControlGroups();
    if (!Files.exists(Path.of("/proc/thread-self/children"))) {
      // Without it a program cannot be found before it runs.
      return groups;
    }
    for (GroupMount mount : mounts) {
      if (mount.unified()) {
        GroupMount base = UnifiedDelegation.base(mount);
        UnifiedDelegation.enable(base.own());
        groups.adopt(base, name);
      }
    }
    for (GroupMount mount : mounts) {
      if (!mount.unified() && controllers(mount).stream().anyMatch(wanted -> !groups.keepers.containsKey(wanted))) {
        groups.adopt(mount, name);
      }
    }
    return groups;
  }

  /** Which of ours a hierarchy may have. */
  private static Set<Controller> controllers(GroupMount mount) {
    Set<Controller> ours = EnumSet.noneOf(Controller.class);
    for (Controller controller : Controller.values()) {
      if (mount.unified() || mount.controllers().contains(controller.label())) {
        ours.add(controller);
      }
    }
    return ours;
  }

  private void adopt(GroupMount mount, String name) {
    Path folder = mount.own().resolve(name);
    Parent parent = new Parent(folder, mount.ownPath().equals("/") ? "/" + name : mount.ownPath() + "/" + name, mount.unified());
    try {
      if (Files.isDirectory(folder)) {
        found(folder);
      } else {
        Files.createDirectory(folder);
      }
      if (mount.unified()) {
        UnifiedDelegation.enable(folder);
      }
    } catch (IOException refused) {
      return;
    }
    parents.add(parent);
    for (Controller controller : controllers(mount)) {
      if (!keepers.containsKey(controller) && keeps(parent, controller)) {
        keepers.put(controller, parent);
      }
    }
  }

  /** Makes a group, sets a limit and reads it back. */
  private static boolean keeps(Parent parent, Controller controller) {
    Path trial = parent.folder.resolve("trial-" + ProcessHandle.current().pid());
    long value = controller == Controller.MEMORY ? 64L << 20 : 50;
    try {
      Files.createDirectory(trial);
      for (Controller.Setting setting : controller.settings(value, parent.unified)) {
        RunGroup.set(trial, setting);
      }
      Controller.Setting first = controller.settings(value, parent.unified).getFirst();
      return Files.readString(trial.resolve(first.file())).strip().equals(first.value());
    } catch (IOException refused) {
      return false;
    } finally {
      RunGroup.removed(trial, System.nanoTime() + REMOVAL_NANOS);
    }
  }

  private void found(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
      for (Path entry : entries) {
        left.computeIfAbsent(String.valueOf(entry.getFileName()), id -> new ArrayList<>()).add(RunGroup.existing(entry));
      }
    }
  }

  /** Groups of former kernels, by their runs' ids. */
  Map<String, List<RunGroup>> left() {
    return left;
  }

  /** Controllers whose limit is kept. */
  Set<Controller> kept() {
    return Set.copyOf(keepers.keySet());
  }

  /** Whether a run's tree can be told from the rest, and ended whole. */
  boolean any() {
    return !parents.isEmpty();
  }

  /**
   * A new group with these limits.
   *
   * @param id the run's
   * @param own processes of the sandbox itself, which do not count
   * @return empty when this host gives no group at all
   * @throws CapsuleException UNAVAILABLE when a limit asked for cannot be kept
   */
  Optional<RunGroup> group(String id, ProcessLimits limits, int own) throws CapsuleException {
    if (parents.isEmpty()) {
      return Optional.empty();
    }
    RunGroup group = new RunGroup();
    try {
      Set<Parent> used = new LinkedHashSet<>();
      used.add(parents.getFirst());
      for (Map.Entry<Controller, Parent> keeper : keepers.entrySet()) {
        if (keeper.getKey().asked(limits) != null) {
          used.add(keeper.getValue());
        }
      }
      for (Parent parent : used) {
        group.make(parent.folder.resolve(id));
      }
      for (Map.Entry<Controller, Parent> keeper : keepers.entrySet()) {
        Long asked = keeper.getKey().asked(limits);
        if (asked != null) {
          long value = keeper.getKey() == Controller.PIDS ? asked + own : asked;
          for (Controller.Setting setting : keeper.getKey().settings(value, keeper.getValue().unified)) {
            RunGroup.set(keeper.getValue().folder.resolve(id), setting);
          }
        }
      }
      return Optional.of(group);
    } catch (IOException refused) {
      group.remove(System.nanoTime() + REMOVAL_NANOS);
      throw new CapsuleException(Kind.UNAVAILABLE, "no control group with these limits could be made: " + refused, refused);
    }
  }

  /** Whether that process is in a group of any run; a process that is gone, or cannot be looked at, counts as inside. */
  boolean contains(long pid) {
    if (parents.isEmpty()) {
      return false;
    }
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cgroup"))
          .lines()
          .map(line -> line.split(":", 3))
          .filter(parts -> parts.length == 3)
          .anyMatch(parts -> parents.stream().anyMatch(parent -> (parts[2] + "/").startsWith(parent.path + "/")));
    } catch (IOException gone) {
      return true;
    }
  }

  @Override
  public void close() {
    for (Parent parent : parents) {
      RunGroup.removed(parent.folder, System.nanoTime() + REMOVAL_NANOS);
    }
  }
}
