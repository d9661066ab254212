package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.InvalidPatternException;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.fault.KernelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What several changes have in common: reading what a request names, with an error that names the field. */
final class Plans {

  private static final int MOST_PATTERNS = 256;
  static final int MOST_WORDS = 256;

  private Plans() {}

  /** The principal of a name; NOT_FOUND where there is none, FAILED_PRECONDITION where its profile is broken. */
  static Profile principal(Policy policy, String name) {
    Profile profile = policy.profile(name);
    if (profile != null) {
      return profile;
    }
    for (Map.Entry<String, String> broken : policy.broken().entrySet()) {
      if (broken.getKey().equalsIgnoreCase(name)) {
        throw KernelException.state("the profile of '" + broken.getKey() + "' cannot be read: " + broken.getValue());
      }
    }
    throw KernelException.notFound("principal", name);
  }

  /** Patterns as they are written, each once; INVALID_ARGUMENT names the first wrong one, and none at all. */
  static List<CapabilityPattern> patterns(String field, List<String> texts) {
    if (texts.isEmpty()) {
      throw KernelException.invalid(field, "at least one");
    }
    return patternsOrNone(field, texts);
  }

  static List<CapabilityPattern> patternsOrNone(String field, List<String> texts) {
    if (texts.size() > MOST_PATTERNS) {
      throw KernelException.invalid(field, "at most " + MOST_PATTERNS + " at a time");
    }
    Map<String, CapabilityPattern> patterns = new LinkedHashMap<>();
    for (String text : texts) {
      try {
        patterns.putIfAbsent(text, CapabilityPattern.parse(text));
      } catch (InvalidPatternException e) {
        throw KernelException.invalid(field, String.valueOf(e.getMessage()));
      }
    }
    return List.copyOf(patterns.values());
  }

  /** A sentence of one line; INVALID_ARGUMENT otherwise. */
  static String words(String field, String text) {
    if (text.length() > MOST_WORDS || text.chars().anyMatch(Character::isISOControl)) {
      throw KernelException.invalid(field, "at most " + MOST_WORDS + " characters in one line");
    }
    return text;
  }

  /** Limits with some said anew and some no longer said. */
  static Quotas quotas(Quotas before, Map<Quota, Long> set, List<String> clear) {
    Quotas quotas = before;
    for (String key : clear) {
      quotas = quotas.without(Quota.of(key).orElseThrow(() -> KernelException.invalid("clear", "there is no limit '" + key + "'")));
    }
    for (Map.Entry<Quota, Long> said : set.entrySet()) {
      Quota quota = said.getKey();
      if (!quota.enforced()) {
        throw KernelException.invalid("quotas." + quota.key(), "not enforced by this version");
      }
      if (said.getValue() < quota.least() || said.getValue() > quota.most()) {
        throw KernelException.invalid("quotas." + quota.key(), "is " + said.getValue() + "; wanted: " + quota.least() + " to " + quota.most());
      }
      quotas = quotas.with(quota, said.getValue());
    }
    return quotas;
  }

  /** The list without some of its items, then with others, each once. */
  static <T> List<T> changed(List<T> before, List<T> remove, List<T> add) {
    List<T> after = new ArrayList<>(before);
    after.removeAll(remove);
    add.stream().distinct().filter(item -> !after.contains(item)).forEach(after::add);
    return after;
  }
}
