package dev.reeve.cli.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A text of this program's own that is an answer as it is: a table of one cell, so to speak. */
public record PlainText(String name, String text) {

  private static final TableView<PlainText> VIEW = new TableView<>(PlainText::name, PlainText::json, List.of());

  /** The text of a resource beside a class. */
  public static PlainText resource(String name, Class<?> beside, String resource) {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("this program lacks its resource " + resource);
      }
      return new PlainText(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Prints it as it is where a table is wanted, which has an end of line; else as members {@code name} and {@code text}. */
  public void print(Output output) {
    if (output.json() || output.format() == Format.name) {
      output.one(this, VIEW);
    } else {
      output.line(text.stripTrailing());
    }
  }

  private static String json(Json style, PlainText text) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("name", Json.text(text.name()));
    members.put("text", Json.text(text.text()));
    return style.object(members);
  }
}
