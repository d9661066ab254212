package dev.reeve.kernel.edge;

/** Calls that look at the kernel, or stop things, and that no quota on calls holds up for those who hold their capability for any target. */
final class OperatorLane {

  private static final String STATUS = "reeve.v1.KernelService/GetStatus";

  private OperatorLane() {}

  static boolean has(MethodPolicy method) {
    return method.authorization().getUrgent() || method.method().equals(STATUS);
  }
}
