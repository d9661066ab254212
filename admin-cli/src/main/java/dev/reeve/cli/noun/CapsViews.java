package dev.reeve.cli.noun;

import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.CatalogEntry;
import dev.reeve.v1.CheckResponse;
import dev.reeve.v1.ExplainResponse;
import dev.reeve.v1.GroupInfo;
import dev.reeve.v1.Holder;
import dev.reeve.v1.PrincipalInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How rights are shown. */
public final class CapsViews {

  /** An action and what would follow {@code '@'}; empty: nothing. */
  record Asked(String action, String resource) {

    /**
     * What is meant by a capability typed whole, or in two parts.
     *
     * @throws ReeveException when a resource is given twice
     */
    static Asked of(String capability, String resource) {
      int at = capability.indexOf('@');
      if (at < 0) {
        return new Asked(capability, resource);
      }
      if (!resource.isEmpty()) {
        throw ReeveException.usage("the resource is given twice, after '@' and with --resource", "give it once");
      }
      return new Asked(capability.substring(0, at), capability.substring(at + 1));
    }
  }

  /** One pattern and what it does for its principal. */
  public record Held(String pattern, String effect, String source, String until, String reason, String by) {}

  /** What a principal has, and the groups it has it through. */
  public record Holdings(PrincipalInfo principal, List<GroupInfo> groups) {

    /** Revokes first, as the decision takes them. */
    List<Held> rows() {
      List<Held> rows = new ArrayList<>();
      principal.getRevokesList().forEach(pattern -> rows.add(new Held(pattern, "denies", "revoke", "", "", "")));
      principal
          .getDetailsList()
          .forEach(
              g -> rows.add(new Held(g.getCapability(), effect(g.getExpired()), "grant", Words.time(g.getUntil()), g.getReason(),
                  g.getBy())));
      if (principal.getDetailsCount() == 0) {
        principal.getGrantsList().forEach(pattern -> rows.add(new Held(pattern, effect(false), "grant", "", "", "")));
      }
      groups.forEach(
          group -> group.getCapabilitiesList()
              .forEach(pattern -> rows.add(new Held(pattern, effect(false), "group " + group.getName(), "", "", ""))));
      return rows;
    }

    private String effect(boolean expired) {
      return !principal.getEnabled() ? "none: disabled" : expired ? "none: over" : "allows";
    }

    String json(Json style) {
      Map<String, String> members = new LinkedHashMap<>();
      members.put("principal", style.of(principal));
      members.put("groups", style.array(groups.stream().map(style::of).toList()));
      return style.object(members);
    }
  }

  static final TableView<Holdings> HOLDINGS =
      new TableView<Holdings>(holdings -> holdings.principal().getName(), (style, holdings) -> holdings.json(style), List.of());

  public static final TableView<Held> HELD =
      new TableView<Held>(Held::pattern, (style, held) -> Json.text(held.pattern()), List.of())
          .with("PATTERN", Held::pattern)
          .with("EFFECT", Held::effect)
          .with("SOURCE", Held::source)
          .with("UNTIL", Held::until)
          .with("BY", Held::by)
          .with("REASON", Held::reason);

  static final TableView<CheckResponse> CHECKED =
      TableView.of(CheckResponse::getCode)
          .with("ALLOWED", answer -> answer.getAllowed() ? "yes" : "no")
          .with("CODE", CheckResponse::getCode)
          .with("PATTERN", CheckResponse::getPattern)
          .with("SOURCE", CheckResponse::getSource);

  public static final TableView<ExplainResponse> EXPLAINED =
      TableView.of(ExplainResponse::getCode)
          .with("ALLOWED", answer -> answer.getAllowed() ? "yes" : "no")
          .with("CODE", ExplainResponse::getCode)
          .with("PATTERN", ExplainResponse::getPattern)
          .with("SOURCE", ExplainResponse::getSource);

  static final TableView<Holder> HOLDER =
      TableView.of(Holder::getPrincipal)
          .with("PRINCIPAL", Holder::getPrincipal)
          .with("PATTERN", Holder::getPattern)
          .with("SOURCE", Holder::getSource)
          .time("UNTIL", h -> h.getUntil());

  public static final TableView<CatalogEntry> CATALOG =
      TableView.of(CatalogEntry::getCapability)
          .with("CAPABILITY", CatalogEntry::getCapability)
          .with("SELF", CatalogEntry::getSelfCapability)
          .with("RESOURCE", e -> word(e.getResource().name(), "RESOURCE_KIND_"))
          .with("DANGER", CapsViews::danger)
          .with("DELEGABLE", e -> e.getDelegable() ? "yes" : "no")
          .with("FOR", e -> e.getDescription().isEmpty() ? Words.join(e.getMethodsList()) : e.getDescription());

  private CapsViews() {}

  static String danger(CatalogEntry entry) {
    return word(entry.getDanger().name(), "DANGER_");
  }

  private static String word(String constant, String prefix) {
    String word = constant.startsWith(prefix) ? constant.substring(prefix.length()) : constant;
    return word.equals("UNSPECIFIED") ? "" : word.toLowerCase(Locale.ROOT);
  }
}
