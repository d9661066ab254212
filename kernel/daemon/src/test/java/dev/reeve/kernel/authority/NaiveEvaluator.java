package dev.reeve.kernel.authority;

import dev.reeve.kernel.authority.World.Ask;
import dev.reeve.kernel.authority.World.Asker;
import dev.reeve.kernel.authority.World.Given;
import dev.reeve.kernel.authority.World.Limit;
import dev.reeve.kernel.authority.World.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page on authority as a second, slow evaluator: text and regular expressions, sharing nothing with the first. */
final class NaiveEvaluator implements World.Evaluator {

  private static final Map<String, List<String>> BUILTIN = Map.of(
      "admin", List.of("*"),
      "operator", List.of("system:status", "agent:list", "agent:enable", "agent:disable", "run:*", "approval:*", "capsule:list",
          "capsule:reload", "quota:get", "audit:read", "group:list", "self:*"),
      "developer", List.of("self:*", "agent:deploy", "agent:list", "run:start", "run:read", "run:logs", "run:cancel", "capsule:list"),
      "viewer", List.of("self:agent:list", "self:quota:get", "self:session:read", "agent:list", "run:read", "run:logs", "capsule:list", "system:status",
          "group:list"),
      "agent", List.of("self:*"),
      "restricted", List.of());

  private final Map<String, Map<Ask, Boolean>> remembered = new HashMap<>();

  @Override
  public Outcome decide(World world, Ask ask) {
    if (world.asker() != Asker.KNOWN) {
      return new Outcome(world.asker() == Asker.ANONYMOUS ? "ANONYMOUS" : "MISSING", "", "");
    }
    if (!world.enabled()) {
      return new Outcome("DISABLED", "", "");
    }
    String revoke = first(world.revokes(), ask);
    if (revoke != null) {
      return new Outcome("REVOKED", revoke, "revoke");
    }
    Outcome held = held(world, ask);
    for (Limit limit : held.code().equals("ALLOWED") ? world.limits() : List.<Limit>of()) {
      String taken = first(limit.revokes(), ask);
      boolean everything = limit.ofKey() && limit.allows().isEmpty();
      if (taken != null || (!everything && first(limit.allows(), ask) == null)) {
        return new Outcome("OUT_OF_SCOPE", Objects.requireNonNullElse(taken, ""), "scope " + limit.name());
      }
    }
    return held;
  }

  private Outcome held(World world, Ask ask) {
    List<String> live = world.grants().stream()
        .filter(grant -> grant.until() == null || grant.until() > world.now())
        .map(Given::pattern)
        .toList();
    String grant = first(live, ask);
    if (grant != null) {
      return new Outcome("ALLOWED", grant, "grant");
    }
    for (String group : world.groups()) {
      String pattern = first(BUILTIN.getOrDefault(group, world.custom().getOrDefault(group, List.of())), ask);
      if (pattern != null) {
        return new Outcome("ALLOWED", pattern, "group " + group);
      }
    }
    return new Outcome("MISSING", "", "");
  }

  private @Nullable String first(List<String> patterns, Ask ask) {
    for (String pattern : patterns) {
      if (remembered.computeIfAbsent(pattern, _ -> new HashMap<>()).computeIfAbsent(ask, _ -> meets(pattern, ask))) {
        return pattern;
      }
    }
    return null;
  }

  private static boolean meets(String pattern, Ask ask) {
    List<String> forms = new ArrayList<>(List.of(ask.action()));
    if (ask.self()) {
      forms.add("self:" + ask.action());
    } else if (ask.action().startsWith("self:")) {
      forms.add(ask.action().replaceFirst("self:", ""));
    }
    return forms.stream().anyMatch(action -> matches(pattern, action, ask.resource()));
  }

  static boolean matches(String pattern, String action, @Nullable String resource) {
    String[] parts = pattern.split("@", 2);
    if (!action.matches(actionRegex(parts[0]))) {
      return false;
    }
    if (parts.length == 1) {
      return true;
    }
    if (resource == null) {
      return false;
    }
    return switch (action.replaceFirst("^self:", "").replaceFirst(":.*", "")) {
      case "fs" -> resource.matches(below(parts[1], "/**", "(/.*)?"));
      case "process" -> resource.equals(parts[1]);
      case "net" -> hostMatches(parts[1], resource);
      default -> resource.matches(below(parts[1], "/*", "/.+"));
    };
  }

  private static String actionRegex(String pattern) {
    String regex = Arrays.stream(pattern.split(":")).map(s -> s.equals("*") ? "[^:]+" : Pattern.quote(s)).collect(Collectors.joining(":"));
    return pattern.equals("*") || pattern.endsWith(":*") ? regex + "(:[^:]+)*" : regex;
  }

  private static String below(String pattern, String suffix, String regex) {
    return pattern.endsWith(suffix)
        ? Pattern.quote(pattern.substring(0, pattern.length() - suffix.length())) + regex
        : Pattern.quote(pattern);
  }

  /** IPv4 blocks as strings of bits, of which the prefix must be the start. */
  private static boolean hostMatches(String pattern, String resource) {
    String[] wanted = pattern.toLowerCase(Locale.ROOT).split(":", -1);
    String[] found = resource.toLowerCase(Locale.ROOT).split(":", -1);
    if (wanted.length == 2 && !(found.length == 2 && found[1].equals(wanted[1]))) {
      return false;
    }
    if (wanted[0].startsWith("*.")) {
      return found[0].matches(".+" + Pattern.quote(wanted[0].substring(1)));
    }
    if (!wanted[0].contains("/")) {
      return wanted[0].equals(found[0]);
    }
    String[] block = wanted[0].split("/", -1);
    return block[0].matches("[0-9.]+") && found[0].matches("[0-9.]+")
        && bits(found[0]).startsWith(bits(block[0]).substring(0, Integer.parseInt(block[1])));
  }

  private static String bits(String address) {
    return Arrays.stream(address.split("\\."))
        .map(part -> Integer.toBinaryString(256 + Integer.parseInt(part)).substring(1))
        .collect(Collectors.joining());
  }
}
