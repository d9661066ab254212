package dev.reeve.cli.manifest;

import dev.reeve.cli.manifest.ManifestText.Place;
import dev.reeve.v1.ManifestProblem;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes JSON values of YAML's events, noting where each stands and what may not be there. */
final class ManifestTree {

  private static final int MAX_DEPTH = 64;
  private static final int LONGEST_SHOWN = 40;
  private static final Pattern BARE_KEY = Pattern.compile("[A-Za-z0-9_-]+");
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final CoreScalarResolver RESOLVER = new CoreScalarResolver(false);
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, Place> values;
  private final Map<String, Place> keys;
  private final List<ManifestProblem> problems;

  ManifestTree(Map<String, Place> values, Map<String, Place> keys, List<ManifestProblem> problems) {
    this.values = values;
    this.keys = keys;
    this.problems = problems;
  }

  /** The path of a member: dotted, quoted unless plain. */
  static String member(String path, String key) {
    String shown = BARE_KEY.matcher(key).matches() ? key : "\"" + shorten(key) + "\"";
    return path.isEmpty() ? shown : path + "." + shown;
  }

  private static String shorten(String key) {
    return key.codePointCount(0, key.length()) <= LONGEST_SHOWN ? key : key.substring(0, key.offsetByCodePoints(0, LONGEST_SHOWN)) + "…";
  }

  static String item(String path, int index) {
    return path + "[" + index + "]";
  }

  /** The value that begins with the next event; null when it is nested too deep, after which nothing more can be read. */
  @Nullable JsonNode value(Iterator<Event> events, String path, int depth) {
    return value(events.next(), events, path, depth);
  }

  private @Nullable JsonNode value(Event event, Iterator<Event> events, String path, int depth) {
    Place place = Place.of(event.getStartMark());
    values.putIfAbsent(path, place);
    if (event instanceof NodeEvent node && !(event instanceof AliasEvent) && node.getAnchor().isPresent()) {
      wrong(place, path, "anchors are not allowed: &" + shorten(node.getAnchor().get().getValue()));
    }
    return switch (event) {
      case AliasEvent alias -> {
        wrong(place, path, "aliases are not allowed: *" + shorten(alias.getAlias().getValue()));
        yield NODES.nullNode();
      }
      case ScalarEvent scalar -> {
        refuseTag(scalar.getTag(), place, path);
        yield scalar.isPlain() ? plain(scalar.getValue(), place, path) : NODES.stringNode(scalar.getValue());
      }
      case CollectionStartEvent start -> {
        refuseTag(start.getTag(), place, path);
        if (depth > MAX_DEPTH) {
          wrong(place, "", "nested deeper than " + MAX_DEPTH + " levels");
          yield null;
        }
        yield start instanceof MappingStartEvent ? mapping(events, path, depth) : sequence(events, path, depth);
      }
      default -> throw new IllegalStateException("no value begins with " + event);
    };
  }

  private @Nullable ObjectNode mapping(Iterator<Event> events, String path, int depth) {
    ObjectNode mapping = NODES.objectNode();
    for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
      Place place = Place.of(event.getStartMark());
      JsonNode key = value(event, events, path, depth + 1);
      if (key == null) {
        return null;
      }
      if (!key.isString()) {
        wrong(place, path, "a key must be text; quote it");
      }
      String name = key.isString() ? key.stringValue() : key.toString();
      String at = member(path, name);
      if (mapping.has(name)) {
        wrong(place, at, "this key stands here twice");
      }
      keys.putIfAbsent(at, place);
      JsonNode value = value(events, at, depth + 1);
      if (value == null) {
        return null;
      }
      JsonNode unused = mapping.set(name, value);
    }
    return mapping;
  }

  private @Nullable ArrayNode sequence(Iterator<Event> events, String path, int depth) {
    ArrayNode sequence = NODES.arrayNode();
    for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
      JsonNode item = value(event, events, item(path, sequence.size()), depth + 1);
      if (item == null) {
        return null;
      }
      ArrayNode unused = sequence.add(item);
    }
    return sequence;
  }

  private JsonNode plain(String text, Place place, String path) {
    Tag tag = RESOLVER.resolve(text, true);
    if (tag.equals(Tag.NULL)) {
      return NODES.nullNode();
    } else if (tag.equals(Tag.BOOL)) {
      return NODES.booleanNode(Boolean.parseBoolean(text));
    } else if (tag.equals(Tag.INT)) {
      BigInteger number = integer(text);
      if (number.compareTo(LEAST) >= 0 && number.compareTo(GREATEST) <= 0) {
        return NODES.numberNode(number.longValueExact());
      }
      wrong(place, path, "an integer of at most 64 bits is wanted");
      return NODES.numberNode(0);
    } else if (tag.equals(Tag.FLOAT)) {
      boolean digits = text.chars().anyMatch(c -> c >= '0' && c <= '9');
      double number = digits ? Double.parseDouble(text) : Double.NaN;
      if (Double.isFinite(number)) {
        return NODES.numberNode(number);
      }
      wrong(place, path, "a finite number is wanted");
      return NODES.numberNode(0);
    }
    return NODES.stringNode(text);
  }

  private static BigInteger integer(String text) {
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    return text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
  }

  private void refuseTag(Optional<String> tag, Place place, String path) {
    tag.ifPresent(name -> wrong(place, path, "tags are not allowed: " + shorten(name)));
  }

  private void wrong(Place place, String path, String message) {
    problems.add(ManifestText.problem(place, path, message));
  }
}
