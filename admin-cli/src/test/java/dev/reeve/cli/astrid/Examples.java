package dev.reeve.cli.astrid;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The example homes, and reports as text. */
final class Examples {

  private Examples() {}

  static Path home(String name) throws URISyntaxException {
    URL url = Objects.requireNonNull(Examples.class.getResource("/astrid/" + name), name);
    return Path.of(url.toURI());
  }

  /** {@code profile bob: KEPT grant 'self:*'}. */
  static List<String> lines(Notes notes) {
    return notes.all().stream().map(note -> note.about() + ": " + note.outcome() + " " + note.words()).toList();
  }
}
