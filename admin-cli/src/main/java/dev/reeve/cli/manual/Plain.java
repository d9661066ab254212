package dev.reeve.cli.manual;

import java.util.List;

/** Blocks as text for a terminal of so many columns. */
final class Plain {

  private static final String INDENT = "    ";

  private final int columns;
  private final StringBuilder text = new StringBuilder();

  private Plain(int columns) {
    this.columns = columns;
  }

  static String of(List<Block> blocks, int columns) {
    Plain plain = new Plain(columns);
    Block before = null;
    for (Block block : blocks) {
      boolean together = block instanceof Block.Term && (before instanceof Block.Term || before instanceof Block.Subheading);
      if (before != null && !together) {
        plain.text.append('\n');
      }
      plain.add(block);
      before = block;
    }
    return plain.text.toString();
  }

  private void add(Block block) {
    switch (block) {
      case Block.Heading heading -> text.append(heading.text()).append('\n');
      case Block.Subheading heading -> text.append(heading.text()).append('\n');
      case Block.Paragraph paragraph -> wrap(paragraph.text(), "", "");
      case Block.Literal literal -> literal.lines().forEach(line -> text.append(INDENT).append(line).append('\n'));
      case Block.Term term -> term(term);
    }
  }

  private void term(Block.Term term) {
    int width = 16;
    if (term.term().length() < width - 3) {
      wrap(term.text(), "  " + term.term() + " ".repeat(width - 2 - term.term().length()), " ".repeat(width));
    } else {
      text.append("  ").append(term.term()).append('\n');
      wrap(term.text(), " ".repeat(width), " ".repeat(width));
    }
  }

  private void wrap(String words, String first, String rest) {
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : words.split(" ")) {
      if (!empty && line.length() + 1 + word.length() > columns) {
        text.append(line).append('\n');
        line = new StringBuilder(rest);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
