package dev.reeve.capsule;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Starts programs of the host, each confined by the kernel. Needs {@code process:spawn@PROGRAM}. */
public interface HostProcesses {

  /** What confines a program on this host, strongest first, as tried. */
  List<Confinement> confinement() throws CapsuleException;

  /** How well each limit is kept here: {@code memory}, {@code processes}, {@code cpuPercent}, {@code storage}. */
  Map<String, RuntimeDescription.Enforcement> limits() throws CapsuleException;

  /**
   * Starts a program; output goes to the sink until its {@link RunSink#ended}.
   *
   * @throws CapsuleException DENIED, INVALID or UNAVAILABLE; nothing is left behind then
   */
  void start(ProcessSpec spec, RunSink sink) throws CapsuleException;

  /**
   * Runs a program to its end inside the sandbox of the run that is being served: with its work folder, its view of files and its limits.
   * Needs {@code process:spawn@PROGRAM} of the capsule and of the principal. It ends with the run at the latest, and with it all that it
   * started. At most 4 at once for a run.
   *
   * @throws CapsuleException DENIED; STATE when no run is being served, or it has ended or ends meanwhile; INVALID; NOT_FOUND when the
   *     program is not in the run's sandbox; EXHAUSTED when 4 are running; UNAVAILABLE
   */
  default ProcessOutcome run(ProcessCommand command) throws CapsuleException {
    throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "programs beside a run are not offered here");
  }

  /** Writes to standard input and flushes; STATE when it is closed. */
  void write(String id, byte[] bytes) throws CapsuleException;

  /**
   * Ends the whole tree; returns at once; unknown ids are ignored. SIGTERM goes to every process of it now, SIGKILL to all that is left,
   * whenever it was started, after the grace. The program's own end is the tree's end, also within the grace.
   *
   * @param grace zero: SIGKILL at once; at most 60 s count
   */
  void stop(String id, Duration grace);

  /** SIGKILL to the whole tree; returns at once. */
  default void stop(String id) {
    stop(id, Duration.ZERO);
  }
}
