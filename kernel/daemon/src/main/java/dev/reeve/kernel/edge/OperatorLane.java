package dev.reeve.kernel.edge;

import java.util.Set;

/** Calls that look at the kernel, or stop things, and that no quota on calls holds up for those who hold their capability for any target. */
final class OperatorLane {

  private static final Set<String> METHODS =
      Set.of(
          "reeve.v1.KernelService/GetStatus",
          "reeve.v1.KernelService/Shutdown",
          "reeve.v1.RunService/Cancel",
          "reeve.v1.AdminService/AgentDisable",
          "reeve.v1.AdminService/CapsRevoke");

  private OperatorLane() {}

  static boolean has(String method) {
    return METHODS.contains(method);
  }
}
