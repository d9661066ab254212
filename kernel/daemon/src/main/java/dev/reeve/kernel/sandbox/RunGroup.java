package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * The control groups one run lives in, one in each hierarchy used: what counts its tree, limits it and ends it. A program beside the run's
 * own has a group within, so that it can be ended alone, and is counted, limited and ended with the run all the same.
 */
final class RunGroup {

  private static final long GLANCE_NANOS = 500_000;

  private final List<Path> folders = new ArrayList<>();
  private final List<RunGroup> within = new CopyOnWriteArrayList<>();

  /** A group with no folder, to which hierarchies are added. */
  RunGroup() {}

  /** A group that is there already, with what is within it. */
  static RunGroup existing(Path folder) throws IOException {
    RunGroup group = new RunGroup();
    group.folders.add(folder);
    try (DirectoryStream<Path> inner = Files.newDirectoryStream(folder, Files::isDirectory)) {
      for (Path one : inner) {
        group.within.add(existing(one));
      }
    }
    return group;
  }

  /**
   * Makes a group within this one, under its limits.
   *
   * @throws IOException also where this host does not count what is within for the group around it
   */
  RunGroup inner(String name) throws IOException {
    RunGroup inner = new RunGroup();
    try {
      for (Path folder : folders) {
        Path hierarchical = folder.resolve("memory.use_hierarchy");
        if (Files.exists(hierarchical) && Files.readString(hierarchical).strip().equals("0")) {
          throw new IOException(folder + ": a group within would not count for its memory limit");
        }
        inner.make(folder.resolve(name));
      }
      within.add(inner);
      return inner;
    } catch (IOException failure) {
      inner.remove(System.nanoTime());
      throw failure;
    }
  }

  /** Removes a group within, emptied before; false when it was not empty by then. */
  boolean removeInner(RunGroup inner, long untilNanos) {
    boolean gone = inner.remove(untilNanos);
    if (gone) {
      within.remove(inner);
    }
    return gone;
  }

  /** Makes the folder of one hierarchy. */
  void make(Path folder) throws IOException {
    Files.createDirectory(folder);
    folders.add(folder);
  }

  /** Writes a limit into a folder of this group. */
  static void set(Path folder, Controller.Setting setting) throws IOException {
    Path file = folder.resolve(setting.file());
    if (!setting.optional() || Files.exists(file)) {
      write(file, setting.value());
    }
  }

  /** Moves a process in; its children are born here. */
  void add(int pid) throws IOException {
    for (Path folder : folders) {
      write(folder.resolve("cgroup.procs"), Integer.toString(pid));
    }
  }

  /** SIGKILL to all that is in it now. What forks meanwhile is met by {@link #end}. */
  void kill() {
    for (Path folder : folders) {
      try {
        if (Files.exists(folder.resolve("cgroup.kill"))) {
          write(folder.resolve("cgroup.kill"), "1");
          return;
        }
      } catch (IOException refused) {
        // One by one, below, is the other way.
      }
    }
    for (int pid : members()) {
      Linux.call(SystemCall.KILL, pid, Linux.SIGKILL);
    }
  }

  /** Kills until nothing is left; false when something still was at that time. */
  boolean end(long untilNanos) {
    while (!members().isEmpty()) {
      if (System.nanoTime() >= untilNanos) {
        return false;
      }
      kill();
      LockSupport.parkNanos(GLANCE_NANOS);
    }
    return true;
  }

  /** Processes in it and within it, zombies that nobody has waited for left out by the kernel. */
  List<Integer> members() {
    List<Integer> pids = new ArrayList<>();
    for (Path folder : folders) {
      try {
        Files.readString(folder.resolve("cgroup.procs")).lines().map(Integer::valueOf).filter(pid -> pid > 0).forEach(pids::add);
      } catch (IOException | NumberFormatException gone) {
        // Another hierarchy's folder says the same.
      }
    }
    within.forEach(inner -> pids.addAll(inner.members()));
    return pids.stream().distinct().toList();
  }

  /** Whether the kernel killed something here for want of memory. */
  boolean outOfMemory() {
    for (Path folder : folders) {
      for (String file : List.of("memory.events", "memory.oom_control")) {
        try {
          if (Files.readString(folder.resolve(file)).lines().anyMatch(line -> line.matches("oom_kill [1-9]\\d*"))) {
            return true;
          }
        } catch (IOException absent) {
          // Each version has one of the two.
        }
      }
    }
    return false;
  }

  /** Removes the folders and those within; a folder not empty by then is left, and said to be by false. */
  boolean remove(long untilNanos) {
    boolean gone = true;
    for (RunGroup inner : within) {
      gone &= removeInner(inner, untilNanos);
    }
    for (Path folder : folders) {
      gone &= removed(folder, untilNanos);
    }
    return gone;
  }

  static boolean removed(Path folder, long untilNanos) {
    while (true) {
      try {
        Files.delete(folder);
        return true;
      } catch (NoSuchFileException already) {
        return true;
      } catch (IOException busy) {
        if (System.nanoTime() >= untilNanos) {
          return false;
        }
        LockSupport.parkNanos(GLANCE_NANOS);
      }
    }
  }

  static void write(Path file, String value) throws IOException {
    Files.write(file, value.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
  }
}
