package dev.reeve.capsule;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A way of running an agent's program. Runs are named by their ids: no object of a run crosses the boundary. */
public interface AgentRuntime {

  /** What this runtime can do and enforce on this host, by having tried. */
  RuntimeDescription describe() throws CapsuleException;

  /**
   * Checks the manifest's {@code runtime} section when it is deployed, before anything is stored.
   *
   * @param runtime the section, JSON-like
   * @throws CapsuleException INVALID naming the key and the rule
   */
  default void validate(Map<String, @Nullable Object> runtime) throws CapsuleException {}

  /**
   * Starts a run. Its output goes to the sink until {@link RunSink#ended}, which is called exactly once unless this method throws.
   *
   * @throws CapsuleException when it cannot be started or a limit cannot be enforced; nothing is left behind then
   */
  void start(RunSpec spec, RunSink sink) throws CapsuleException;

  /**
   * Writes one line to the run's standard input; returns when it is handed over. A run that has ended ignores it.
   *
   * @param line without its end
   * @throws CapsuleException when the run takes no input any more
   */
  void send(String runId, String line) throws CapsuleException;

  /**
   * Ends the run's whole tree; returns at once. Everything in it is first asked to end (SIGTERM where it is of processes), and what is left
   * after the grace is ended. The sink is told. Unknown ids are ignored.
   *
   * @param grace zero: nothing is asked; at most 60 s count
   */
  void stop(String runId, Duration grace);

  /** Ends the run's whole tree without asking; returns at once. */
  default void stop(String runId) {
    stop(runId, Duration.ZERO);
  }
}
