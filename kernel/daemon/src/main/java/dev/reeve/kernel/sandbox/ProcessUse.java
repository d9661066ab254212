package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What processes take now, as /proc says: pages that several share count for each.
 *
 * @param memoryBytes resident
 * @param tasks threads of all of them
 * @param cpuNanos they and their children that ended have used so far
 */
public record ProcessUse(long memoryBytes, long tasks, long cpuNanos) {

  /** What the operating system counts a second in, on every architecture Java runs on. */
  private static final long TICKS = 100;

  private static final int USER_TIME = 11;
  private static final int CHILDREN_SYSTEM_TIME = 14;
  private static final int THREADS = 17;

  /** Of one process, which counts nothing where it is gone. */
  public static ProcessUse of(long pid) {
    return of(List.of(Math.toIntExact(pid)));
  }

  /** Of these processes together; those that are gone count nothing. */
  static ProcessUse of(Collection<Integer> pids) {
    long memory = 0;
    long tasks = 0;
    long ticks = 0;
    for (int pid : pids) {
      try {
        Path folder = Path.of("/proc/" + pid);
        // PID (NAME) STATE …; the name may hold anything, so it is skipped from the right.
        String stat = Files.readString(folder.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 40);
        for (int field = USER_TIME; field <= CHILDREN_SYSTEM_TIME; field++) {
          ticks += Long.parseLong(fields[field]);
        }
        tasks += Long.parseLong(fields[THREADS]);
        memory += resident(Files.readString(folder.resolve("status")));
      } catch (IOException | IndexOutOfBoundsException | NumberFormatException gone) {
        // It ended while it was looked at.
      }
    }
    return new ProcessUse(memory, tasks, ticks * TimeUnit.SECONDS.toNanos(1) / TICKS);
  }

  private static long resident(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .sum();
  }
}
