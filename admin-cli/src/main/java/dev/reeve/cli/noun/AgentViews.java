package dev.reeve.cli.noun;

import dev.reeve.cli.manifest.ManifestViews;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.Output;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.v1.Agent;
import dev.reeve.v1.GrantInfo;
import dev.reeve.v1.PrincipalInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How principals and agents are shown. */
public final class AgentViews {

  /** A principal and what it has deployed, if anything. */
  public record Whole(PrincipalInfo principal, @Nullable Agent agent) {

    String of(Function<Agent, String> field) {
      return agent == null ? "" : field.apply(agent);
    }

    String json(Json style) {
      Map<String, String> members = new LinkedHashMap<>();
      members.put("principal", style.of(principal));
      members.put("agent", agent == null ? "null" : style.of(agent));
      return style.object(members);
    }
  }

  static final TableView<PrincipalInfo> PRINCIPAL =
      TableView.of(PrincipalInfo::getName)
          .with("NAME", PrincipalInfo::getName)
          .with("ID", PrincipalInfo::getId)
          .state("STATE", AgentViews::state)
          .with("GROUPS", p -> Words.join(p.getGroupsList()))
          .with("GRANTS", p -> Words.join(p.getGrantsList()))
          .with("REVOKES", p -> Words.join(p.getRevokesList()))
          .with("UIDS", p -> Words.join(p.getUidsList().stream().map(Integer::toUnsignedString).toList()))
          .with("GIDS", p -> Words.join(p.getGidsList().stream().map(Integer::toUnsignedString).toList()))
          .with("LIMITS", p -> QuotaNoun.words(p.getQuotas()))
          .with("GENERATION", p -> p.getGeneration() == 0 ? "" : Long.toString(p.getGeneration()))
          .time("CREATED", p -> p.getCreatedAt());

  public static final TableView<Whole> ROW =
      new TableView<Whole>(whole -> whole.principal().getName(), (style, whole) -> whole.json(style), List.of())
          .with("NAME", whole -> whole.principal().getName())
          .state("STATE", whole -> state(whole.principal()))
          .with("GROUPS", whole -> Words.join(whole.principal().getGroupsList()))
          .with("GRANTS", whole -> Words.join(whole.principal().getGrantsList()))
          .with("VERSION", whole -> whole.of(ManifestViews::version))
          .with("SCOPE", whole -> whole.of(ManifestViews::scope))
          .state("STATUS", whole -> whole.of(agent -> ManifestViews.word(agent.getStatus())))
          .with("RUNS", whole -> whole.of(agent -> Long.toString(agent.getRunCount())));

  public static final TableView<Whole> WHOLE = whole();

  public static final TableView<GrantInfo> GRANT =
      TableView.of(GrantInfo::getCapability)
          .with("GRANT", GrantInfo::getCapability)
          .with("UNTIL", g -> Words.time(g.getUntil()) + (g.getExpired() ? " (over)" : ""))
          .with("BY", GrantInfo::getBy)
          .time("AT", g -> g.getAt())
          .with("REASON", GrantInfo::getReason);

  private AgentViews() {}

  /** Grants with their terms, as a table. */
  static void grants(PrincipalInfo principal, Output output) {
    if (principal.getDetailsCount() > 0) {
      output.line("");
      output.list(principal.getDetailsList(), GRANT);
    }
  }

  /** What needs a table of its own: grants with their terms, and keys. */
  static void details(PrincipalInfo principal, Output output) {
    grants(principal, output);
    if (principal.getKeysCount() > 0) {
      output.line("");
      output.list(principal.getKeysList(), KeyViews.KEY);
    }
  }

  private static TableView<Whole> whole() {
    TableView<Whole> view = new TableView<>(ROW.name(), ROW.json(), List.of());
    for (TableView.Column<PrincipalInfo> column : PRINCIPAL.columns()) {
      view = view.with(column.header(), whole -> column.cell().apply(whole.principal()));
    }
    for (TableView.Column<Agent> column : ManifestViews.AGENT.columns().subList(1, ManifestViews.AGENT.columns().size())) {
      view = view.with(column.header(), whole -> whole.of(column.cell()));
    }
    return view.with("DESCRIPTION", whole -> whole.of(Agent::getDescription))
        .with("ANNOTATIONS", whole -> whole.of(agent -> ManifestViews.words(agent.getAnnotationsMap())))
        .with("INPUT SCHEMA", whole -> whole.of(Agent::getInputSchema))
        .with("RUNS", whole -> whole.of(agent -> Long.toString(agent.getRunCount())));
  }

  private static String state(PrincipalInfo principal) {
    if (!principal.getProblem().isEmpty()) {
      return "broken: " + principal.getProblem();
    }
    return principal.getEnabled() ? "enabled" : "disabled";
  }
}
