package dev.reeve.cli.astrid;

import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A line of the report.
 *
 * @param about {@code profile bob}, {@code group ops} or a file
 * @param outcome what becomes of it
 * @param words what and why
 */
record Note(String about, Outcome outcome, String words) {

  enum Outcome {
    /** Here as it was there. */
    KEPT,
    /** Here in another form. */
    CHANGED,
    /** Not here, and nobody loses by it or has to act. */
    DROPPED,
    /** Not here, though it was there: somebody has to act. */
    REFUSED,
    /** Asked of the kernel and done. */
    DONE,
    /** The kernel has it already. */
    SAME
  }

  static final TableView<Note> VIEW =
      new TableView<>(Note::about, Note::json, List.of())
          .with("ABOUT", Note::about)
          .with("OUTCOME", Note::word)
          .with("WHAT", Note::words);

  boolean refused() {
    return outcome == Outcome.REFUSED;
  }

  private String word() {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static String json(Json style, Note note) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("about", Json.text(note.about));
    members.put("outcome", Json.text(note.word()));
    members.put("what", Json.text(note.words));
    return style.object(members);
  }
}
