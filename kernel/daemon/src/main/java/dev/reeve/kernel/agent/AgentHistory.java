package dev.reeve.kernel.agent;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.fault.KernelException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looking at what was deployed of an agent, which callers see who see the agent. */
public final class AgentHistory {

  private static final String ORG = AuditDraft.ORG;
  private static final Pattern NAMED = Pattern.compile("([^#]{1,128})(?:#([1-9]\\d{0,8}))?");

  private final AgentOperations operations;
  private final AgentStore agents;

  AgentHistory(AgentOperations operations, AgentStore agents) {
    this.operations = operations;
    this.agents = agents;
  }

  /**
   * One revision of one version.
   *
   * @param position its place in the history; counts up
   * @param rolledBackFrom what was deployed before as {@code 1.2.0#1}, where this brought an older version back; null: it was deployed
   * @param current whether it is deployed
   * @param runs on record
   */
  public record Version(
      String version, int revision, String digest, String deployedBy, Instant deployedAt, long position, @Nullable String rolledBackFrom,
      boolean current, long runs) {}

  /**
   * The history from the newest.
   *
   * @param before only those of a lesser position
   * @throws KernelException NOT_FOUND
   */
  public List<Version> versions(Caller caller, String name, long before, int limit) {
    return agents.history(ORG, operations.visible(caller, name).id(), before, limit);
  }

  /** Two manifests and where they differ. */
  public record Difference(String from, String to, List<ManifestDiff.Change> changes) {}

  /**
   * Compares two versions of an agent, or one with a manifest.
   *
   * @param from {@code 1.2.0} (its newest revision) or {@code 1.2.0#1}; empty: what is deployed
   * @param to the same; empty where a manifest is given
   * @param toManifest empty: none is given
   * @throws KernelException NOT_FOUND; INVALID_ARGUMENT for both of them, and for a manifest that is no document
   */
  public Difference diff(Caller caller, String name, String from, String to, String toManifest) {
    if (!to.isEmpty() && !toManifest.isEmpty()) {
      throw KernelException.invalid("to", "must be empty where to_manifest is given");
    }
    Agent agent = operations.visible(caller, name);
    AgentStore.Text before = text(agent, "from", from);
    if (toManifest.isEmpty()) {
      AgentStore.Text after = text(agent, "to", to);
      return new Difference(before.words(), after.words(), ManifestDiff.between(tree(before), tree(after)));
    }
    try {
      return new Difference(before.words(), "", ManifestDiff.between(tree(before), ManifestFile.tree("to_manifest", toManifest)));
    } catch (DocumentException e) {
      throw ManifestFile.refusal("to_manifest", e.problems());
    }
  }

  private static java.util.Map<String, @Nullable Object> tree(AgentStore.Text text) {
    try {
      return ManifestFile.tree("manifest", text.source());
    } catch (DocumentException e) {
      throw KernelException.state(text.words() + " can no longer be read: " + e.problems().getFirst());
    }
  }

  private AgentStore.Text text(Agent agent, String field, String named) {
    if (named.isEmpty()) {
      return new AgentStore.Text(agent.manifest().version(), agent.revision(), agent.digest(), agent.source());
    }
    Matcher matcher = NAMED.matcher(named);
    if (!matcher.matches()) {
      throw KernelException.invalid(field, "wanted: a version such as 1.2.0 or 1.2.0#1");
    }
    int revision = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
    return agents.text(ORG, agent.id(), matcher.group(1), revision).orElseThrow(() -> KernelException.notFound("version", named));
  }
}
