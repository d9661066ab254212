package dev.reeve.cli.completion;

import java.util.List;

/**
 * What may stand where the cursor is.
 *
 * @param words those that are known
 * @param files what names of files may stand there as well
 */
public record Offer(List<Candidate> words, Files files) {

  /** Names of files that are meant. */
  public enum Files {
    NONE,
    ANY,
    FOLDERS
  }

  static final Offer NOTHING = new Offer(List.of(), Files.NONE);

  public Offer {
    words = List.copyOf(words);
  }
}
