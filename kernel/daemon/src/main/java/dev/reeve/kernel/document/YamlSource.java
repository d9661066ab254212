package dev.reeve.kernel.document;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * YAML 1.2 text (core schema, so JSON too) to nodes: one document, at most 1 MiB and 64 levels, no anchors, aliases or tags, no key twice.
 * Nodes are built from the parser's events, so nothing is expanded and no Java object is made from a tag.
 */
public final class YamlSource {

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(TomlSource.MAX_BYTES).setSchema(new CoreSchema()).setUseMarks(true).build();

  private YamlSource() {}

  /** Throws {@link DocumentException}: one syntax error, since nothing after it can be trusted, or every other problem. */
  public static Node.Mapping parse(String file, String text) {
    TomlSource.refuseOversize(file, text);
    Problems problems = new Problems(file);
    YamlTree tree = new YamlTree(problems);
    try {
      read(new Parse(SETTINGS).parseString(text).iterator(), tree, problems);
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      int line = mark.map(Mark::getLine).orElse(0) + 1;
      int column = mark.map(Mark::getColumn).orElse(0) + 1;
      throw new DocumentException(List.of(new Problem(file, line, column, "", e.getProblem().strip())));
    } catch (ReaderException e) {
      throw new DocumentException(List.of(at(file, text, e)));
    } catch (YamlEngineException e) {
      throw new DocumentException(List.of(new Problem(file, 1, 1, "", String.valueOf(e.getMessage()))));
    }
    Node root = tree.root();
    problems.throwIfAny();
    if (root instanceof Node.Mapping mapping) {
      return mapping;
    }
    if (root == null) {
      problems.add(1, 1, "", "the file is empty; wanted: a table");
    } else {
      problems.add(root, "", "expected a table, found " + root.describe());
    }
    throw problems.failure();
  }

  private static Problem at(String file, String text, ReaderException e) {
    String before = text.substring(0, Math.min(text.length(), Math.max(0, text.offsetByCodePoints(0, bounded(text, e.getPosition())))));
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = before.length() - before.lastIndexOf('\n');
    return new Problem(file, line, column, "", "a character that is not allowed: U+%04X".formatted(e.getCodePoint()));
  }

  private static int bounded(String text, int codePoints) {
    return Math.min(Math.max(0, codePoints), text.codePointCount(0, text.length()));
  }

  private static void read(Iterator<Event> events, YamlTree tree, Problems problems) {
    int documents = 0;
    while (events.hasNext()) {
      Event event = events.next();
      int line = event.getStartMark().map(Mark::getLine).orElse(0) + 1;
      int column = event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
      if (event.getEventId() == Event.ID.DocumentStart && ++documents > 1) {
        problems.add(line, column, "", "a second document; a file holds one");
        return;
      }
      if (event instanceof AliasEvent alias) {
        problems.add(line, column, tree.path(), "aliases are not allowed: *" + Problem.shorten(alias.getAlias().getValue()));
        tree.scalar(null, line, column);
        continue;
      }
      if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
        problems.add(line, column, tree.path(), "anchors are not allowed: &" + Problem.shorten(node.getAnchor().get().getValue()));
      }
      if (!accept(event, tree, line, column)) {
        problems.add(line, column, "", "nested deeper than " + TomlSource.MAX_DEPTH + " levels");
        return;
      }
    }
  }

  /** False when the tree has become too deep. */
  private static boolean accept(Event event, YamlTree tree, int line, int column) {
    switch (event) {
      case ScalarEvent scalar -> tree.scalar(scalar, line, column);
      case CollectionStartEvent start -> {
        return tree.open(start, line, column);
      }
      default -> {
        if (event.getEventId() == Event.ID.MappingEnd || event.getEventId() == Event.ID.SequenceEnd) {
          tree.close();
        }
      }
    }
    return true;
  }
}
