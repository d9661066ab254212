package dev.reeve.cli.approval;

import dev.reeve.cli.call.ContractTime;
import dev.reeve.cli.output.Words;
import dev.reeve.evidence.approval.Condition;
import dev.reeve.evidence.approval.RuleText;
import dev.reeve.v1.ArgumentTerm;
import dev.reeve.v1.HostChoice;
import dev.reeve.v1.RuleTerms;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A rule as it is sent, as it is signed, and in words. */
final class Terms {

  static final String UNDER = "under";
  static final String HOST_IN = "host-in";
  static final String EQUALS = "equals";
  static final String MATCHES = "matches";

  private Terms() {}

  /** As it is sent. */
  static RuleTerms of(RuleText rule) {
    RuleTerms.Builder terms =
        RuleTerms.newBuilder()
            .setPrincipal(rule.principal())
            .setCapability(rule.capability())
            .addAllArguments(rule.conditions().stream().map(Terms::of).toList())
            .setMaxUses(rule.maxUses());
    Instant until = rule.until();
    return (until == null ? terms : terms.setUntil(ContractTime.of(until))).build();
  }

  private static ArgumentTerm of(Condition condition) {
    ArgumentTerm.Builder term = ArgumentTerm.newBuilder().setName(condition.argument());
    String first = condition.values().getFirst();
    switch (condition.kind()) {
      case UNDER -> term.setUnder(first);
      case HOST_IN -> term.setHostIn(HostChoice.newBuilder().addAllHosts(condition.values()));
      case EQUALS -> term.setEquals(first);
      case MATCHES -> term.setMatches(first);
      default -> throw new IllegalArgumentException("no kind of condition: " + condition.kind());
    }
    return term.build();
  }

  /** As it is signed. */
  static RuleText text(RuleTerms terms) {
    @Nullable Instant until = terms.hasUntil() ? ContractTime.instant(terms.getUntil()) : null;
    List<Condition> conditions = terms.getArgumentsList().stream().map(Terms::text).toList();
    return new RuleText(terms.getPrincipal(), terms.getCapability(), conditions, until, terms.getMaxUses());
  }

  private static Condition text(ArgumentTerm term) {
    return switch (term.getTermCase()) {
      case UNDER -> new Condition(term.getName(), UNDER, List.of(term.getUnder()));
      case HOST_IN -> new Condition(term.getName(), HOST_IN, term.getHostIn().getHostsList());
      case EQUALS -> new Condition(term.getName(), EQUALS, List.of(term.getEquals()));
      case MATCHES -> new Condition(term.getName(), MATCHES, List.of(term.getMatches()));
      case TERM_NOT_SET -> new Condition(term.getName(), "unknown", List.of());
    };
  }

  /** What it would let through. */
  static String words(RuleText rule) {
    String conditions = rule.conditions().isEmpty() ? "whatever the arguments are" : "where " + conditions(rule);
    Instant until = rule.until();
    return "it lets " + rule.principal() + " do " + rule.capability() + " " + conditions
        + (until == null ? "" : ", until " + Words.time(ContractTime.of(until)))
        + (rule.maxUses() == 0 ? "" : ", at most " + (rule.maxUses() == 1 ? "once" : rule.maxUses() + " times"));
  }

  /** Its conditions; {@code any} where there is none. */
  static String conditions(RuleText rule) {
    return rule.conditions().isEmpty() ? "any" : rule.conditions().stream().map(Terms::words).collect(Collectors.joining(" and "));
  }

  private static String words(Condition condition) {
    String values = String.join(" or ", condition.values());
    return condition.argument()
        + switch (condition.kind()) {
          case UNDER -> " is " + values + " or below it";
          case HOST_IN -> " is at the host " + values;
          case EQUALS -> " equals " + values;
          case MATCHES -> " matches " + values;
          default -> " is something this program does not know";
        };
  }
}
