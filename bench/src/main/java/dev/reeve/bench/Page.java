package dev.reeve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** The page of figures: a head, and sections of which a run replaces those it measured and keeps the others as they are. */
final class Page {

  private static final String HEAD =
      """
      # Performance

      Measured by `mvn -Pbench -DskipTests -pl bench -am verify`, which writes this page; with `-Dbench.pattern=REGEX` only what it finds is
      measured, and only the sections that hold it are written anew.
      """;

  /** What is measured together, in the order of the page. */
  enum Section {
    DECISIONS,
    DURABLE,
    CAPSULES,
    RUNS;

    private String begin() {
      return "<!-- " + name() + ": begin -->\n";
    }

    private String end() {
      return "<!-- " + name() + ": end -->\n";
    }
  }

  private final Map<Section, String> sections = new EnumMap<>(Section.class);

  private Page() {}

  /** The page as it stands; without sections where there is none. */
  static Page read(Path file) throws IOException {
    Page page = new Page();
    String text = Files.exists(file) ? Files.readString(file) : "";
    for (Section section : Section.values()) {
      int begin = text.indexOf(section.begin());
      int end = text.indexOf(section.end());
      if (begin >= 0 && end > begin) {
        page.sections.put(section, text.substring(begin + section.begin().length(), end));
      }
    }
    return page;
  }

  /** Puts Markdown, which ends with a newline, in place of a section. */
  void put(Section section, String markdown) {
    sections.put(section, markdown);
  }

  String text() {
    StringBuilder text = new StringBuilder(HEAD);
    sections.forEach((section, markdown) -> text.append('\n').append(section.begin()).append(markdown).append(section.end()));
    return text.toString();
  }
}
