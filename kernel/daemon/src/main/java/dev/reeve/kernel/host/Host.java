package dev.reeve.kernel.host;

import dev.reeve.kernel.approval.Gate;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The host as capsules meet it.
 *
 * @param masked what no capsule may reach, whatever is granted
 * @param keyValues where capsules keep small values
 * @param sockets makes those of runs; null: runs have none
 * @param gate where calls stop that somebody may have to be asked about
 */
public record Host(
    Supplier<Policy> policies, Sandbox sandbox, List<Path> masked, KeyValueStore keyValues, Clock clock, @Nullable RunSockets sockets,
    Gate gate) {

  /** Without sockets for runs, and with nobody to ask. */
  public Host(Supplier<Policy> policies, Sandbox sandbox, List<Path> masked, KeyValueStore keyValues, Clock clock) {
    this(policies, sandbox, masked, keyValues, clock, null, Gate.closed());
  }

  /**
   * The services for a capsule.
   *
   * @param permissions as they were approved
   */
  public HostServices services(String capsule, List<CapabilityPattern> permissions) {
    HostRights rights = new HostRights(capsule, permissions, policies, gate, clock);
    return new HostServices(
        new HostFileAccess(rights, masked), new HostProcessAccess(rights, sandbox, sockets), new HostHttpAccess(rights),
        new HostKeyValueAccess(capsule, keyValues), clock);
  }
}
