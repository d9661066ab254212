package dev.reeve.kernel.document;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;

/** The tree that grows while YAML events arrive; needs no recursion, so depth costs no stack. */
final class YamlTree {

  private static final CoreScalarResolver RESOLVER = new CoreScalarResolver(false);
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

  /** An open mapping or sequence; a mapping between key and value has a pending key. */
  private static final class Frame {
    final boolean mapping;
    final int line;
    final int column;
    final Map<String, Node.Entry> entries = new LinkedHashMap<>();
    final List<Node> items = new ArrayList<>();
    @Nullable Node key;

    Frame(boolean mapping, int line, int column) {
      this.mapping = mapping;
      this.line = line;
      this.column = column;
    }
  }

  private final Problems problems;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private @Nullable Node root;

  YamlTree(Problems problems) {
    this.problems = problems;
  }

  @Nullable Node root() {
    return root;
  }

  /** The dotted path of the place that the next value fills. */
  String path() {
    StringBuilder path = new StringBuilder();
    for (Iterator<Frame> outermostFirst = frames.descendingIterator(); outermostFirst.hasNext();) {
      Frame frame = outermostFirst.next();
      if (!frame.mapping) {
        path.append('[').append(frame.items.size()).append(']');
      } else if (frame.key != null) {
        path.append(path.isEmpty() ? "" : ".").append(Table.shown(keyText(frame.key)));
      }
    }
    return path.toString();
  }

  /** False when that is one level too many. */
  boolean open(CollectionStartEvent event, int line, int column) {
    refuseTag(event.getTag(), line, column);
    frames.push(new Frame(event instanceof MappingStartEvent, line, column));
    return frames.size() <= TomlSource.MAX_DEPTH;
  }

  void close() {
    Frame frame = frames.pop();
    add(frame.mapping
        ? new Node.Mapping(frame.entries, frame.line, frame.column)
        : new Node.Sequence(frame.items, frame.line, frame.column));
  }

  /** Null stands for an alias. */
  void scalar(@Nullable ScalarEvent event, int line, int column) {
    if (event == null) {
      add(new Node.Scalar(null, line, column));
      return;
    }
    refuseTag(event.getTag(), line, column);
    add(new Node.Scalar(event.isPlain() ? plain(event.getValue(), line, column) : event.getValue(), line, column));
  }

  private void refuseTag(Optional<String> tag, int line, int column) {
    tag.ifPresent(name -> problems.add(line, column, path(), "tags are not allowed: " + Problem.shorten(name)));
  }

  private void add(Node node) {
    Frame parent = frames.peek();
    if (parent == null) {
      root = node;
    } else if (!parent.mapping) {
      parent.items.add(node);
    } else if (parent.key == null) {
      if (!(node instanceof Node.Scalar scalar && scalar.value() instanceof String)) {
        problems.add(node, path(), "a key must be text, found " + node.describe() + "; quote it");
      }
      parent.key = node;
    } else {
      Node key = parent.key;
      String text = keyText(key);
      if (parent.entries.containsKey(text)) {
        problems.add(key, path(), "this key stands here twice");
      }
      parent.entries.put(text, new Node.Entry(text, key.line(), key.column(), node));
      parent.key = null;
    }
  }

  private static String keyText(Node key) {
    return key instanceof Node.Scalar scalar ? String.valueOf(scalar.value()) : "?";
  }

  private @Nullable Object plain(String text, int line, int column) {
    Tag tag = RESOLVER.resolve(text, true);
    if (tag.equals(Tag.NULL)) {
      return null;
    } else if (tag.equals(Tag.BOOL)) {
      return Boolean.parseBoolean(text);
    } else if (tag.equals(Tag.INT)) {
      BigInteger number = integer(text);
      if (number.compareTo(LEAST) < 0 || number.compareTo(GREATEST) > 0) {
        problems.add(line, column, path(), "an integer of at most 64 bits is wanted");
        return 0L;
      }
      return number.longValueExact();
    } else if (tag.equals(Tag.FLOAT)) {
      double number = text.endsWith("f") || text.endsWith("F") || text.endsWith("n") || text.endsWith("N")
          ? Double.NaN : Double.parseDouble(text);
      if (!Double.isFinite(number)) {
        problems.add(line, column, path(), "a finite number is wanted");
      }
      return number;
    }
    return text;
  }

  private static BigInteger integer(String text) {
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    return text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
  }
}
