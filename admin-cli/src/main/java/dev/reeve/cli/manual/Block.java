package dev.reeve.cli.manual;

import java.util.List;

/** A piece of a text, as the page of a manual and a terminal show it. */
public sealed interface Block {

  /** What the blocks up to the next one are about. */
  record Heading(String text) implements Block {}

  /** The same, within a {@link Heading}. */
  record Subheading(String text) implements Block {}

  record Paragraph(String text) implements Block {}

  /** Lines as they are typed or printed. */
  record Literal(List<String> lines) implements Block {
    public Literal {
      lines = List.copyOf(lines);
    }
  }

  /** A word and what it means. */
  record Term(String term, String text) implements Block {}
}
