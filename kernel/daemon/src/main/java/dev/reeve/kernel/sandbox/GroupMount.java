package dev.reeve.kernel.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mounted hierarchy of control groups and where this process stands in it.
 *
 * @param unified version 2
 * @param controllers names of version 1 controllers; empty for version 2
 * @param own the folder of this process's own group
 * @param ownPath that group's path as {@code /proc/PID/cgroup} writes it
 */
record GroupMount(boolean unified, Set<String> controllers, Path own, String ownPath) {

  /** Reads {@code /proc/self/mountinfo} and {@code /proc/self/cgroup}; hierarchies this process has no place below are left out. */
  static List<GroupMount> parse(String mountInfo, String ownGroups) {
    Map<Set<String>, String> places = new HashMap<>();
    for (String line : ownGroups.lines().toList()) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3) {
        places.put(parts[1].isEmpty() ? Set.of() : Set.copyOf(List.of(parts[1].split(",", -1))), parts[2]);
      }
    }
    List<GroupMount> mounts = new ArrayList<>();
    for (String line : mountInfo.lines().toList()) {
      // 36 35 98:0 ROOT MOUNTPOINT options [tags] - TYPE SOURCE SUPEROPTIONS; octal escapes
      String[] halves = line.split(" - ", 2);
      String[] left = halves[0].split(" ", -1);
      String[] right = halves.length == 2 ? halves[1].split(" ", -1) : new String[0];
      if (left.length < 5 || right.length < 3 || !(right[0].equals("cgroup") || right[0].equals("cgroup2"))) {
        continue;
      }
      boolean unified = right[0].equals("cgroup2");
      Set<String> options = Set.copyOf(List.of(right[2].split(",", -1)));
      places.forEach(
          (controllers, place) -> {
            if (unified ? controllers.isEmpty() : !controllers.isEmpty() && options.containsAll(controllers)) {
              below(unescaped(left[3]), place)
                  .ifPresent(
                      relative ->
                          mounts.add(new GroupMount(unified, controllers, Path.of(unescaped(left[4])).resolve(relative), place)));
            }
          });
    }
    return mounts;
  }

  private static Optional<String> below(String root, String place) {
    if (root.equals("/")) {
      return Optional.of(place.substring(1));
    }
    if (place.equals(root)) {
      return Optional.of("");
    }
    return place.startsWith(root + "/") ? Optional.of(place.substring(root.length() + 1)) : Optional.empty();
  }

  private static String unescaped(String field) {
    return field.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
  }
}
