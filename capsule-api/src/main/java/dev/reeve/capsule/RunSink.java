package dev.reeve.capsule;

/** Where a run's output goes. Calls for one run come in order, from one thread per stream; each may block to slow the run down. */
public interface RunSink {

  /** Bytes of standard output as they came; at most 64 KiB a call. */
  void stdout(byte[] bytes);

  /** Bytes of standard error as they came; at most 64 KiB a call. */
  void stderr(byte[] bytes);

  /** The run is over and nothing of it is left; called last, once, after all output. */
  void ended(ProcessExit exit);
}
