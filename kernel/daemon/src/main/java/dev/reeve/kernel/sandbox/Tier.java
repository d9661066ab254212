package dev.reeve.kernel.sandbox;

import java.util.Locale;

/** A way of confining a program, strongest first. They are never stacked: a thread in a Landlock domain may not mount. */
public enum Tier {
  /** Bubblewrap: own mount, pid, ipc, uts, net, user and cgroup namespaces, and a system call filter. */
  NAMESPACES,
  /** Landlock rules for files and signals, and a system call filter that leaves no socket. */
  LANDLOCK;

  /** The name callers read, e.g. {@code namespaces}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
