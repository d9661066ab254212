package dev.reeve.cli.bundle;

import dev.reeve.cli.backup.Digests;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One file of a bundle.
 *
 * @param about what it holds, in words
 * @param text empty where it is left out
 * @param leftOut why it is not there; empty where it is
 */
record Part(String name, String about, String text, String leftOut) {

  static final TableView<Part> VIEW =
      new TableView<Part>(Part::name, Part::json, List.of())
          .with("FILE", Part::name)
          .with("SIZE", part -> part.there() ? Words.size(part.bytes().length) : "")
          .with("HOLDS", Part::about)
          .with("LEFT OUT", Part::leftOut);

  /** Makes its text, which is then rid of what looks like a secret. */
  interface Text {
    String make() throws IOException, InterruptedException;
  }

  boolean there() {
    return leftOut.isEmpty();
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  String json(Json style) {
    return json(style, this);
  }

  private static String json(Json style, Part part) {
    return new JsonObject(style)
        .text("name", part.name())
        .text("about", part.about())
        .small("bytes", part.bytes().length)
        .text("sha256", part.there() ? Digests.of(part.bytes()) : "")
        .text("leftOut", part.leftOut())
        .toString();
  }
}
