package dev.reeve.kernel.agent;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.RuntimeDescription;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import dev.reeve.kernel.agent.ManifestFile.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What only this kernel on this host can say of a manifest: whether its runtime is here, takes its section and keeps its limits. */
final class ManifestChecks implements Function<Manifest, List<Finding>> {

  private static final String NAMESPACES = "namespaces";

  private final Function<String, @Nullable AgentRuntime> runtimes;

  /** {@code runtimes} finds a runtime by name; null when no capsule brings it. */
  ManifestChecks(Function<String, @Nullable AgentRuntime> runtimes) {
    this.runtimes = runtimes;
  }

  @Override
  public List<Finding> apply(Manifest manifest) {
    if (manifest.runtimeName().isEmpty()) {
      return List.of();
    }
    AgentRuntime runtime = runtimes.apply(manifest.runtimeName());
    if (runtime == null) {
      return List.of(new Finding("spec.runtime.name", "no capsule brings a runtime '" + manifest.runtimeName() + "'"));
    }
    List<Finding> findings = new ArrayList<>();
    try {
      runtime.validate(manifest.runtime());
    } catch (CapsuleException e) {
      findings.add(section(manifest, String.valueOf(e.getMessage())));
    }
    try {
      described(manifest, runtime.describe(), findings);
    } catch (CapsuleException e) {
      findings.add(new Finding("spec.runtime.name", "the runtime '" + manifest.runtimeName() + "' cannot say what it does here: " + e.getMessage()));
    }
    return findings;
  }

  /** What the runtime says of its section, at the key it names where it begins with one. */
  private static Finding section(Manifest manifest, String words) {
    int colon = words.indexOf(": ");
    String key = colon < 0 ? "" : words.substring(0, colon);
    return manifest.runtime().containsKey(key) ? new Finding("spec.runtime." + key, words.substring(colon + 2)) : new Finding("spec.runtime", words);
  }

  private static void described(Manifest manifest, RuntimeDescription runtime, List<Finding> findings) {
    Manifest.Limits limits = manifest.limits();
    limit(manifest, "memory", limits.memoryBytes(), runtime, findings);
    limit(manifest, "processes", limits.processes(), runtime, findings);
    limit(manifest, "cpuPercent", limits.cpuPercent(), runtime, findings);
    limit(manifest, "storage", limits.storageBytes(), runtime, findings);
    if (manifest.security().untrusted()) {
      runtime.confinement().stream()
          .filter(one -> one.name().equals(NAMESPACES) && !one.usable())
          .forEach(
              one ->
                  findings.add(
                      new Finding(
                          "spec.security.trust",
                          "what is untrusted needs namespaces, which the runtime '" + manifest.runtimeName() + "' cannot use on this host: " + one.detail())));
    }
  }

  private static void limit(Manifest manifest, String key, @Nullable Number asked, RuntimeDescription runtime, List<Finding> findings) {
    Enforcement kept = runtime.limits().getOrDefault(key, Enforcement.NONE);
    if (asked != null && kept == Enforcement.NONE) {
      findings.add(
          new Finding(
              "spec.limits." + key, "the runtime '" + manifest.runtimeName() + "' cannot keep this limit on this host: leave it out, or use another runtime"));
    }
  }
}
