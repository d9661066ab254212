package dev.reeve.kernel.edge;

import dev.reeve.capsule.Confinement;
import dev.reeve.kernel.figures.ProcessFigures;
import dev.reeve.kernel.sandbox.ProcessUse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the kernel knows of itself, asked anew for each status. */
public interface KernelStatus {

  /** Name of the life cycle's state. */
  String state();

  /** How long it runs. */
  Duration uptime();

  /** {@code production} or {@code development}. */
  String mode();

  String home();

  String kernelId();

  int openRuns();

  List<Confinement> confinement();

  List<Component> components();

  /** Begins the end of the kernel; returns at once. */
  void requestShutdown(String reason);

  /** A part of the kernel and whether it works. */
  record Component(String name, boolean healthy, String detail) {}

  /** Files of the policy that do not hold as they stand. */
  List<dev.reeve.kernel.admin.FileProblem> fileProblems();

  long policyGeneration();

  /** What the kernel's process takes now. */
  ProcessFigures process();

  /** The first process of a run; empty where it has none in a sandbox. */
  Optional<Long> pid(String run);

  /** What the processes of a run take now; empty where it has none in a sandbox. */
  Optional<ProcessUse> use(String run);
}
