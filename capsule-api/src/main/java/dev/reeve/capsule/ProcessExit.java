package dev.reeve.capsule;

/**
 * How a process tree ended.
 *
 * @param code exit code of the program; 128 + signal number when a signal ended it
 * @param stopped whether {@code stop} ended it
 * @param confinement what it ran in, e.g. {@code namespaces}
 * @param memoryExceeded whether the memory limit killed a process of it
 * @param storageExceeded whether the storage limit ended it
 */
public record ProcessExit(int code, boolean stopped, String confinement, boolean memoryExceeded, boolean storageExceeded) {

  /** Without a limit of storage. */
  public ProcessExit(int code, boolean stopped, String confinement, boolean memoryExceeded) {
    this(code, stopped, confinement, memoryExceeded, false);
  }
}
