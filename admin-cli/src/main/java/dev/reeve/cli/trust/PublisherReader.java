package dev.reeve.cli.trust;

import dev.reeve.cli.toml.TomlDocument.Problem;
import dev.reeve.cli.trust.TrustedPublisher.Channel;
import dev.reeve.cli.trust.TrustedPublisher.Isolation;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads the keys of {@code publishers.toml} as strictly as the kernel does: what it says wrong here, the kernel trusts nobody for. */
final class PublisherReader {

  private static final long VERSION = 1;
  private static final Set<String> ROOT = Set.of("trust_version", "publisher");
  private static final Set<String> KEYS =
      Set.of("name", "key", "max_isolation", "allowed_permissions", "not_after", "revoked", "channel");

  private final List<Problem> problems;
  private final Set<String> fingerprints = new HashSet<>();

  /** @param problems gets what is wrong */
  PublisherReader(List<Problem> problems) {
    this.problems = problems;
  }

  /** The publishers in the order of the file; where there is a problem, harmless values stand in. */
  List<TrustedPublisher> read(TomlTable root) {
    unknown(root, ROOT);
    if (!(root.get(List.of("trust_version")) instanceof Long version)) {
      problem(root, null, "trust_version", "missing, or no integer");
    } else if (version != VERSION) {
      problem(root, null, "trust_version", "is " + version + "; known is " + VERSION);
    }
    List<TrustedPublisher> publishers = new ArrayList<>();
    Object list = root.get(List.of("publisher"));
    if (list instanceof TomlArray array) {
      for (int at = 0; at < array.size(); at++) {
        if (array.get(at) instanceof TomlTable table) {
          publishers.add(publisher(table, array.inputPositionOf(at)));
        } else {
          problems.add(Problem.at(array.inputPositionOf(at), "publisher: expected a table"));
        }
      }
    } else if (list != null) {
      problem(root, null, "publisher", "expected a list of tables");
    }
    return publishers;
  }

  private TrustedPublisher publisher(TomlTable table, @Nullable TomlPosition at) {
    unknown(table, KEYS);
    String name = value(table, at, "name", "a string", PublisherReader::text).orElseGet(() -> missing(at, "name"));
    String key = value(table, at, "key", "a string", PublisherReader::text).orElseGet(() -> missing(at, "key"));
    if (!Fingerprints.is(key)) {
      problem(table, at, "key", "must be 64 lower-case hexadecimal digits, the SHA-256 of the public key");
    } else if (!fingerprints.add(key)) {
      problem(table, at, "key", "stands here twice: " + key);
    }
    return new TrustedPublisher(
        name,
        key,
        value(table, at, "max_isolation", "'process' or 'in-kernel'", o -> word(o, Isolation.values(), Isolation::word)).orElse(Isolation.PROCESS),
        value(table, at, "allowed_permissions", "a list of strings", PublisherReader::texts).map(list -> patterns(table, at, list)).orElse(List.of()),
        value(table, at, "not_after", "a time such as 2027-01-31T12:00:00Z", PublisherReader::time).orElse(null),
        value(table, at, "revoked", "true or false", o -> o instanceof Boolean bool ? bool : null).orElse(false),
        value(table, at, "channel", "'release' or 'development'", o -> word(o, Channel.values(), Channel::word)).orElse(Channel.RELEASE));
  }

  private List<String> patterns(TomlTable table, @Nullable TomlPosition at, List<String> patterns) {
    for (String pattern : patterns) {
      PermissionPattern.problem(pattern).ifPresent(why -> problem(table, at, "allowed_permissions", "'" + pattern + "': " + why));
    }
    return patterns;
  }

  private <T> Optional<T> value(TomlTable table, @Nullable TomlPosition at, String key, String wanted, Function<Object, @Nullable T> reader) {
    Object value = table.get(List.of(key));
    if (value == null) {
      return Optional.empty();
    }
    Optional<T> read = Optional.ofNullable(reader.apply(value));
    if (read.isEmpty()) {
      problem(table, at, key, "expected " + wanted);
    }
    return read;
  }

  private String missing(@Nullable TomlPosition at, String key) {
    problems.add(Problem.at(at, key + ": missing; wanted: a string"));
    return "";
  }

  private void unknown(TomlTable table, Set<String> known) {
    table.keySet().stream().filter(key -> !known.contains(key)).forEach(key -> problem(table, null, key, "unknown key"));
  }

  private void problem(TomlTable table, @Nullable TomlPosition otherwise, String key, String said) {
    TomlPosition place = table.inputPositionOf(List.of(key));
    problems.add(Problem.at(place == null ? otherwise : place, key + ": " + said));
  }

  private static @Nullable String text(Object value) {
    return value instanceof String text ? text : null;
  }

  private static @Nullable List<String> texts(Object value) {
    List<String> texts = new ArrayList<>();
    if (!(value instanceof TomlArray array)) {
      return null;
    }
    for (int at = 0; at < array.size(); at++) {
      if (!(array.get(at) instanceof String text)) {
        return null;
      }
      texts.add(text);
    }
    return texts;
  }

  private static @Nullable Instant time(Object value) {
    try {
      return switch (value) {
        case OffsetDateTime time -> time.toInstant();
        case String text -> OffsetDateTime.parse(text).toInstant();
        default -> null;
      };
    } catch (DateTimeException none) {
      return null;
    }
  }

  private static <T> @Nullable T word(Object value, T[] constants, Function<T, String> word) {
    for (T constant : constants) {
      if (word.apply(constant).equals(value)) {
        return constant;
      }
    }
    return null;
  }
}
