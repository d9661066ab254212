package dev.reeve.kernel.approval;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.InvalidPatternException;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.json.PatternSize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a value has to be. What is not clearly so is not. */
sealed interface ValueCheck {

  String UNDER = "under";
  String HOST_IN = "host-in";
  String EQUALS = "equals";
  String MATCHES = "matches";

  /** Any actions that speak of paths and hosts: what they compare by is what policy does. */
  String OF_PATHS = "fs:read";

  String OF_HOSTS = "net:connect";

  /** Parts of a pattern, and characters of a text it is tried on: together they bound the time. */
  int LARGEST_PATTERN = 1_000;

  int LONGEST_TEXT = 16_384;

  /** Whether a plain JSON value is what it has to be. */
  boolean holds(@Nullable Object value);

  /** A normalised absolute path, this one or below. */
  static ValueCheck under(String path) {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("is empty; all paths are under '/'");
    }
    return new Under(CapabilityPattern.parse(OF_PATHS + "@" + (path.equals("/") ? "" : path) + "/**"));
  }

  /** A URL of one of the hosts, or the host with or without port. */
  static ValueCheck hostIn(List<String> hosts) {
    return new HostIn(hosts.stream().map(host -> CapabilityPattern.parse(OF_HOSTS + "@" + host)).toList());
  }

  /** The value that the JSON text says. */
  static ValueCheck equalTo(String json) {
    try {
      return new EqualTo(JsonText.parse(json));
    } catch (JsonText.NotJsonException e) {
      throw new IllegalArgumentException("must be a JSON value: " + e.getMessage(), e);
    }
  }

  /** Text that the pattern matches as a whole. */
  static ValueCheck matching(String pattern) {
    if (PatternSize.of(pattern) > LARGEST_PATTERN) {
      throw new IllegalArgumentException("is too large: written out, it would have more than " + LARGEST_PATTERN + " parts");
    }
    try {
      return new Matching(Pattern.compile(pattern));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("is no pattern in RE2 syntax: " + e.getDescription(), e);
    }
  }

  /** {@code tree} is a folder with what is below. */
  record Under(CapabilityPattern tree) implements ValueCheck {
    @Override
    public boolean holds(@Nullable Object value) {
      return value instanceof String path && matchedBy(List.of(tree), OF_PATHS, path);
    }
  }

  record HostIn(List<CapabilityPattern> hosts) implements ValueCheck {
    public HostIn {
      hosts = List.copyOf(hosts);
    }

    @Override
    public boolean holds(@Nullable Object value) {
      String host = value instanceof String text ? CalledHost.of(text) : null;
      return host != null && matchedBy(hosts, OF_HOSTS, host);
    }
  }

  record EqualTo(@Nullable Object wanted) implements ValueCheck {
    @Override
    public boolean holds(@Nullable Object value) {
      return JsonEquality.same(wanted, value);
    }
  }

  record Matching(Pattern pattern) implements ValueCheck {
    @Override
    public boolean holds(@Nullable Object value) {
      return value instanceof String text && text.length() <= LONGEST_TEXT && pattern.matches(text);
    }
  }

  private static boolean matchedBy(List<CapabilityPattern> patterns, String action, String resource) {
    try {
      Capability asked = new Capability(action, resource);
      return patterns.stream().anyMatch(pattern -> pattern.matches(asked));
    } catch (InvalidPatternException e) {
      return false;
    }
  }
}
