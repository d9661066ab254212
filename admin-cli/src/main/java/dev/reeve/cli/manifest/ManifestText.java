package dev.reeve.cli.manifest;

import dev.reeve.v1.ManifestProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;

/**
 * A manifest as written: one document of YAML 1.2, so JSON too, at most 1 MiB and 64 levels, without anchors, aliases or tags, no key
 * twice; where each key and value stands; and what is wrong with it so far.
 *
 * @param root what stands in it; null where it cannot be read
 * @param values where values stand, by key path
 * @param keys where keys stand, by key path
 * @param problems in the order they were met
 */
record ManifestText(@Nullable JsonNode root, Map<String, Place> values, Map<String, Place> keys, List<ManifestProblem> problems) {

  /** Line and column, from 1. */
  record Place(int line, int column) {

    static final Place NONE = new Place(0, 0);

    static Place of(Optional<Mark> mark) {
      return mark.map(at -> new Place(at.getLine() + 1, at.getColumn() + 1)).orElse(NONE);
    }
  }

  private static final int MAX_CHARACTERS = 1 << 20;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(MAX_CHARACTERS).setSchema(new CoreSchema()).setUseMarks(true).build();

  /** Never throws for what stands in the text: the problems tell. */
  static ManifestText read(String text) {
    Map<String, Place> values = new HashMap<>();
    Map<String, Place> keys = new HashMap<>();
    List<ManifestProblem> problems = new ArrayList<>();
    JsonNode root = null;
    try {
      root = document(new Parse(SETTINGS).parseString(text).iterator(), new ManifestTree(values, keys, problems), problems);
    } catch (MarkedYamlEngineException wrong) {
      Place place = Place.of(wrong.getProblemMark().or(wrong::getContextMark));
      problems.add(problem(place, "", String.valueOf(wrong.getProblem()).strip()));
    } catch (ReaderException wrong) {
      String before = text.substring(0, text.offsetByCodePoints(0, Math.clamp(wrong.getPosition(), 0, text.codePointCount(0, text.length()))));
      int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
      Place place = new Place(line, before.length() - before.lastIndexOf('\n'));
      problems.add(problem(place, "", "a character that is not allowed: U+%04X".formatted(wrong.getCodePoint())));
    } catch (YamlEngineException wrong) {
      problems.add(problem(new Place(1, 1), "", String.valueOf(wrong.getMessage())));
    }
    return new ManifestText(root, values, keys, problems);
  }

  static ManifestProblem problem(Place place, String key, String message) {
    return ManifestProblem.newBuilder().setLine(place.line()).setColumn(place.column()).setKey(key).setMessage(message).build();
  }

  private static @Nullable JsonNode document(Iterator<Event> events, ManifestTree tree, List<ManifestProblem> problems) {
    JsonNode root = null;
    while (events.hasNext()) {
      Event event = events.next();
      if (event.getEventId() != Event.ID.DocumentStart) {
        continue;
      }
      if (root != null) {
        problems.add(problem(Place.of(event.getStartMark()), "", "a second document; a file holds one"));
        return root;
      }
      root = tree.value(events, "", 1);
      if (root == null) {
        return null;
      }
    }
    if (root == null) {
      problems.add(problem(new Place(1, 1), "", "the file is empty; wanted: a table"));
    } else if (!root.isObject()) {
      problems.add(problem(new Place(1, 1), "", "a table is wanted"));
    }
    return root;
  }

  /** The text at {@code metadata.KEY}; empty where there is none. */
  String metadata(String key) {
    return root == null ? "" : root.path("metadata").path(key).asString("");
  }
}
