package dev.reeve.cli.approval;

import dev.reeve.cli.call.TimeWord;
import dev.reeve.cli.output.JsonText;
import dev.reeve.cli.trust.HostPattern;
import dev.reeve.client.ReeveException;
import dev.reeve.evidence.approval.Condition;
import dev.reeve.evidence.approval.FrozenQuestion;
import dev.reeve.evidence.approval.RuleText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which calls a rule lets through, as typed. */
final class RuleOptions {

  private static final int MOST_CONDITIONS = 32;

  /** Longest argument that a rule compares as a whole without being told to, in characters. */
  private static final int LONGEST = 4096;

  private static final String OTHERWISE = "name conditions, such as --under ARG=PATH, or --any for whatever the arguments are";

  @Option(names = "--capability", paramLabel = "C", description = "What it allows: a pattern, with resource; for an answer what was asked for.")
  private @Nullable String capability;

  @Option(names = "--under", paramLabel = "ARG=PATH", description = "This argument is the path, or one below it.")
  private List<String> under = List.of();

  @Option(names = "--host-in", paramLabel = "ARG=HOST,…", description = "This argument is a URL or host: one of these, '*.domain' or blocks of addresses.")
  private List<String> hostIn = List.of();

  @Option(names = "--equals", paramLabel = "ARG=JSON", description = "This argument is this value.")
  private List<String> equals = List.of();

  @Option(names = "--matches", paramLabel = "ARG=PATTERN", description = "This argument is a text that the pattern (RE2) matches as a whole.")
  private List<String> matches = List.of();

  @Option(names = "--any", description = "Whatever the arguments are.")
  private boolean any;

  @Option(names = "--until", paramLabel = "T", converter = TimeWord.class, description = "It ends then.")
  private @Nullable Instant until;

  @Option(names = "--max-uses", paramLabel = "N", description = "It lets so many calls through and no more.")
  private @Nullable Long maxUses;

  /** Whether any of them was typed. */
  boolean given() {
    return capability != null || conditioned() || any || until != null || maxUses != null;
  }

  private boolean conditioned() {
    return !(under.isEmpty() && hostIn.isEmpty() && equals.isEmpty() && matches.isEmpty());
  }

  /**
   * The rule for whoever asked this: where nothing else is typed, for the very capability and the very arguments of the question.
   *
   * @throws ReeveException when what was typed is no rule, or the question leaves open which
   */
  RuleText of(FrozenQuestion question) {
    if (capability == null && question.capabilities().size() != 1) {
      throw ReeveException.usage(
          "the question is for " + question.capabilities().size() + " capabilities, and a rule is for one", "name it with --capability");
    }
    String what = capability == null ? question.capabilities().getFirst() : capability;
    return rule(question.asker(), what, conditioned() || any ? typed() : same(question.arguments()));
  }

  /**
   * The rule for a principal.
   *
   * @throws ReeveException when what was typed is no rule
   */
  RuleText of(String principal) {
    if (capability == null) {
      throw ReeveException.usage("the rule is for no capability", "name one with --capability");
    }
    if (!conditioned() && !any) {
      throw ReeveException.usage("the rule has no condition", OTHERWISE);
    }
    return rule(principal, capability, typed());
  }

  private RuleText rule(String principal, String what, List<Condition> conditions) {
    if (what.isBlank()) {
      throw ReeveException.usage("--capability: it is empty", "name one such as fs:write@/srv/**");
    }
    if (maxUses != null && maxUses < 1) {
      throw ReeveException.usage("--max-uses: " + maxUses + " is less than 1", "give a number from 1");
    }
    if (until != null && !until.isAfter(Instant.now())) {
      throw ReeveException.usage("--until: " + until + " is over", "give a time to come");
    }
    if (conditions.size() > MOST_CONDITIONS) {
      throw ReeveException.usage("a rule has at most " + MOST_CONDITIONS + " conditions, not " + conditions.size(), OTHERWISE);
    }
    return new RuleText(principal, what, conditions, until, maxUses == null ? 0 : maxUses);
  }

  private List<Condition> typed() {
    if (any && conditioned()) {
      throw ReeveException.usage("--any leaves the arguments open, and conditions do not", "give one or the others");
    }
    List<Condition> conditions = new ArrayList<>();
    under.forEach(word -> conditions.add(condition("--under", word, Terms.UNDER, RuleOptions::path)));
    hostIn.forEach(word -> conditions.add(condition("--host-in", word, Terms.HOST_IN, RuleOptions::hosts)));
    equals.forEach(word -> conditions.add(condition("--equals", word, Terms.EQUALS, RuleOptions::json)));
    matches.forEach(word -> conditions.add(condition("--matches", word, Terms.MATCHES, value -> Optional.empty())));
    return conditions;
  }

  /** @param problem what is wrong with the value, as a clause */
  private static Condition condition(String option, String word, String kind, Function<String, Optional<String>> problem) {
    int at = word.indexOf('=');
    if (at < 1 || at == word.length() - 1) {
      throw ReeveException.usage(option + ": '" + word + "' is no argument with a value", "give its name, '=' and the value");
    }
    String value = word.substring(at + 1);
    problem.apply(value).ifPresent(clause -> {
      throw ReeveException.usage(option + ": '" + value + "': " + clause, "see 'reeve approval rule add --help'");
    });
    return new Condition(word.substring(0, at), kind, kind.equals(Terms.HOST_IN) ? List.of(value.split(",", -1)) : List.of(value));
  }

  private static Optional<String> path(String value) {
    try {
      boolean plain = value.startsWith("/") && Path.of(value).normalize().toString().equals(value);
      return plain ? Optional.empty() : Optional.of("the path is not absolute, or written in a roundabout way");
    } catch (InvalidPathException none) {
      return Optional.of("this is no path");
    }
  }

  private static Optional<String> hosts(String value) {
    return List.of(value.split(",", -1)).stream().flatMap(host -> HostPattern.problem(host).stream()).findFirst();
  }

  private static Optional<String> json(String value) {
    return JsonText.isValue(value) ? Optional.empty() : Optional.of("this is no JSON; a text stands in double quotes");
  }

  private static List<Condition> same(String arguments) {
    Map<String, String> members;
    try {
      members = JsonText.members(arguments);
    } catch (IllegalArgumentException open) {
      throw ReeveException.usage("the arguments are " + open.getMessage(), OTHERWISE);
    }
    List<Condition> conditions = new ArrayList<>();
    members.forEach((name, value) -> {
      if (name.isEmpty() || name.contains(".")) {
        throw ReeveException.usage("the argument '" + name + "' has a name that a condition cannot have", OTHERWISE);
      }
      if (value.length() > LONGEST) {
        throw ReeveException.usage("the argument '" + name + "' is too long for a rule to compare: " + value.length() + " characters", OTHERWISE);
      }
      conditions.add(new Condition(name, Terms.EQUALS, List.of(value)));
    });
    return conditions;
  }
}
