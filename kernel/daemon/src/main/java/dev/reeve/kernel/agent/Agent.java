package dev.reeve.kernel.agent;

import dev.reeve.kernel.authority.Holdings;
import java.time.Instant;
import java.util.UUID;

/**
 * A principal that has a manifest to run, with the version that is deployed.
 *
 * @param revision counts up where a version was deployed again by force
 * @param source the manifest as it was deployed
 * @param digest SHA-256 of the source
 * @param deployer what its deployer held then; no run of it may do more
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
    long generation) {}
