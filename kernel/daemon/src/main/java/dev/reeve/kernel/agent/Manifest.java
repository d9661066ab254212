package dev.reeve.kernel.agent;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.json.JsonSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent runs.
 *
 * @param version semantic version
 * @param runtime the runtime section, JSON-like; its {@code name} is in {@link #runtimeName}
 * @param tools tool names, or {@code family/*}
 * @param requires the most it may use of what its principal holds
 * @param environment variables of the program
 */
public record Manifest(
    String name,
    String version,
    String description,
    Map<String, String> labels,
    Map<String, String> annotations,
    String runtimeName,
    Map<String, @Nullable Object> runtime,
    String instruction,
    @Nullable JsonSchema inputSchema,
    List<String> tools,
    List<CapabilityPattern> requires,
    Limits limits,
    Map<String, String> environment,
    boolean untrusted) {

  /** Limits of a run; null where the manifest names none. */
  public record Limits(@Nullable Long memoryBytes, @Nullable Integer processes, @Nullable Integer cpuPercent, @Nullable Duration timeout) {}
}
