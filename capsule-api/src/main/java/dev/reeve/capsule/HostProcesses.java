package dev.reeve.capsule;

import java.util.List;
import java.util.Map;

/** Starts programs of the host, each confined by the kernel. Needs {@code process:spawn@PROGRAM}. */
public interface HostProcesses {

  /** What confines a program on this host, strongest first, as tried. */
  List<Confinement> confinement() throws CapsuleException;

  /** How well each limit is kept here: {@code memory}, {@code processes}, {@code cpuPercent}. */
  Map<String, RuntimeDescription.Enforcement> limits() throws CapsuleException;

  /**
   * Starts a program; output goes to the sink until its {@link RunSink#ended}.
   *
   * @throws CapsuleException DENIED, INVALID or UNAVAILABLE; nothing is left behind then
   */
  void start(ProcessSpec spec, RunSink sink) throws CapsuleException;

  /** Writes to standard input and flushes; STATE when it is closed. */
  void write(String id, byte[] bytes) throws CapsuleException;

  /** Ends the whole tree; returns at once; unknown ids are ignored. */
  void stop(String id);
}
