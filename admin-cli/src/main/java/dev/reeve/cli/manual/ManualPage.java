package dev.reeve.cli.manual;

import java.util.List;

/**
 * A page of the manual.
 *
 * @param section 1 for commands, 5 for files, 8 for what runs in the background
 */
record ManualPage(String name, int section, String summary, List<Block> blocks) {

  ManualPage {
    blocks = List.copyOf(blocks);
  }

  /** Name of its file, below {@code man<section>}. */
  String file() {
    return name + "." + section;
  }

  String roff(String version) {
    return Roff.page(name, section, summary, "Reeve " + version, blocks);
  }
}
