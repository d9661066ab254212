package dev.reeve.cli.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A text of this package as it is written: the first line is {@code name - summary}. Blank lines end blocks. A line {@code # …} is a
 * heading, {@code ## …} one below it; lines indented by four blanks are literal; a line {@code : TERM} is followed by what TERM means; a
 * line {@code {word}} stands for blocks that are made; all else are paragraphs.
 */
record ManualText(String name, String summary, List<Block> blocks) {

  private static final String INDENT = "    ";

  ManualText {
    blocks = List.copyOf(blocks);
  }

  /**
   * Reads a text.
   *
   * @param made blocks for each {@code {word}}
   * @throws IllegalArgumentException when it is not written so
   */
  static ManualText read(String text, Map<String, List<Block>> made) {
    List<String> lines = text.lines().toList();
    int dash = lines.isEmpty() ? -1 : lines.getFirst().indexOf(" - ");
    if (dash < 0) {
      throw new IllegalArgumentException("a text begins with 'name - summary'");
    }
    List<Block> blocks = new ArrayList<>();
    List<String> part = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      if (line.isBlank()) {
        add(part, made, blocks);
      } else {
        part.add(line.stripTrailing());
      }
    }
    add(part, made, blocks);
    return new ManualText(lines.getFirst().substring(0, dash), lines.getFirst().substring(dash + 3), blocks);
  }

  private static void add(List<String> part, Map<String, List<Block>> made, List<Block> blocks) {
    if (part.isEmpty()) {
      return;
    }
    String first = part.getFirst();
    if (first.startsWith("{") && first.endsWith("}")) {
      List<Block> found = made.get(first.substring(1, first.length() - 1));
      if (found == null) {
        throw new IllegalArgumentException("nothing is made for " + first);
      }
      blocks.addAll(found);
    } else if (first.startsWith("## ")) {
      blocks.add(new Block.Subheading(first.substring(3)));
    } else if (first.startsWith("# ")) {
      blocks.add(new Block.Heading(first.substring(2)));
    } else if (first.startsWith(": ")) {
      blocks.add(new Block.Term(first.substring(2), String.join(" ", part.subList(1, part.size())).strip()));
    } else if (first.startsWith(INDENT)) {
      blocks.add(new Block.Literal(part.stream().map(ManualText::unindented).toList()));
    } else {
      blocks.add(new Block.Paragraph(String.join(" ", part)));
    }
    part.clear();
  }

  private static String unindented(String line) {
    if (!line.startsWith(INDENT)) {
      throw new IllegalArgumentException("a literal line has four blanks before it: " + line);
    }
    return line.substring(INDENT.length());
  }
}
