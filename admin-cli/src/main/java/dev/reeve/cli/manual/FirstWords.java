package dev.reeve.cli.manual;

import dev.reeve.cli.output.PlainText;
import java.util.ArrayList;
import java.util.List;

/**
 * The first words of the tree in groups, each with what it is about in a line: known without the tree, which takes long to make whole.
 *
 * @param title of the group
 */
record FirstWords(String title, List<Word> words) {

  /** A first word and what it is about. */
  record Word(String name, String about) {}

  FirstWords {
    words = List.copyOf(words);
  }

  /** In the order in which one meets them. */
  static List<FirstWords> all() {
    return read(PlainText.resource("first words", FirstWords.class, "first-words.txt").text());
  }

  static List<FirstWords> read(String text) {
    List<FirstWords> all = new ArrayList<>();
    for (String group : text.split("\n\n", -1)) {
      List<String> lines = group.lines().toList();
      if (!lines.getFirst().startsWith("# ")) {
        throw new IllegalArgumentException("a group of first words begins with '# TITLE', not '" + lines.getFirst() + "'");
      }
      all.add(new FirstWords(lines.getFirst().substring(2), lines.stream().skip(1).map(FirstWords::word).toList()));
    }
    return all;
  }

  private static Word word(String line) {
    int dash = line.indexOf(" - ");
    if (dash < 0) {
      throw new IllegalArgumentException("a first word stands there as 'word - about', not '" + line + "'");
    }
    return new Word(line.substring(0, dash), line.substring(dash + 3));
  }

  /** All of them in groups. */
  static List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (FirstWords group : all()) {
      blocks.add(new Block.Subheading(group.title()));
      group.words().forEach(word -> blocks.add(new Block.Term(word.name(), word.about())));
    }
    return blocks;
  }
}
