package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Controllers of version 2 handed to the children of a group. A group with processes of its own may not hand on any (but the root): a
 * kernel that is alone in its group, as a service with delegation is, moves into a child of it first.
 */
final class UnifiedDelegation {

  private static final String OWN_LEAF = "reeve-kernel";

  private UnifiedDelegation() {}

  /** The group whose children runs become: the own one, or its parent after having moved aside. */
  static GroupMount base(GroupMount own) {
    Path parent = own.own().getParent();
    int slash = own.ownPath().lastIndexOf('/');
    return parent != null && own.ownPath().endsWith("/" + OWN_LEAF)
        ? new GroupMount(true, own.controllers(), parent, slash == 0 ? "/" : own.ownPath().substring(0, slash))
        : own;
  }

  /** Enables for the children what of memory, pids and cpu the group has; what the kernel refuses stays off. */
  static void enable(Path group) {
    for (Controller controller : Controller.values()) {
      if (!enabled(group, controller) && movedAside(group)) {
        enabled(group, controller);
      }
    }
  }

  private static boolean enabled(Path group, Controller controller) {
    try {
      if (!words(group.resolve("cgroup.controllers")).contains(controller.label())) {
        return true;
      }
      if (!words(group.resolve("cgroup.subtree_control")).contains(controller.label())) {
        RunGroup.write(group.resolve("cgroup.subtree_control"), "+" + controller.label());
      }
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private static boolean movedAside(Path group) {
    try {
      String own = Long.toString(ProcessHandle.current().pid());
      if (!Files.readString(group.resolve("cgroup.procs")).strip().equals(own)) {
        return false;
      }
      Path leaf = group.resolve(OWN_LEAF);
      if (!Files.isDirectory(leaf)) {
        Files.createDirectory(leaf);
      }
      RunGroup.write(leaf.resolve("cgroup.procs"), own);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private static List<String> words(Path file) throws IOException {
    return List.of(Files.readString(file).strip().split("\\s+", -1));
  }
}
