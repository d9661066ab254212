package dev.reeve.kernel.agent;

import dev.reeve.kernel.authority.Holdings;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A principal that has a manifest to run, with the version that is deployed.
 *
 * @param manifest names alone where the status is {@link AgentStatus#FAILED}: what is deployed cannot be read
 * @param revision counts up where a version was deployed again
 * @param source the manifest as it was deployed
 * @param digest SHA-256 of the source
 * @param deployer what its deployer held then; no run of it may do more
 * @param generation counts every change of what is deployed, of the scope and of the status
 * @param status only {@link AgentStatus#ACTIVE} ones start runs
 * @param statusReason why it has that status; empty where nobody said
 * @param ownerId who deployed it first; null where that principal is gone
 * @param owner that principal's name
 */
public record Agent(
    UUID id,
    String name,
    Manifest manifest,
    int revision,
    String source,
    String digest,
    String deployedBy,
    Instant deployedAt,
    Holdings deployer,
    long generation,
    AgentScope scope,
    AgentStatus status,
    String statusReason,
    @Nullable UUID ownerId,
    String owner) {

  /** Its version and revision as {@code 1.2.0#1}. */
  public String deployed() {
    return manifest.version() + "#" + revision;
  }

  /** The same in another scope. */
  Agent with(AgentScope other) {
    return new Agent(
        id, name, manifest, revision, source, digest, deployedBy, deployedAt, deployer, generation, other, status, statusReason, ownerId, owner);
  }

  /** The same with another status. */
  Agent with(AgentStatus other, String reason) {
    return new Agent(
        id, name, manifest, revision, source, digest, deployedBy, deployedAt, deployer, generation, scope, other, reason, ownerId, owner);
  }
}
