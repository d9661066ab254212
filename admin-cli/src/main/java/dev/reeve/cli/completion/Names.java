package dev.reeve.cli.completion;

import java.util.List;

/** Names that are known somewhere else than in the tree. */
@FunctionalInterface
public interface Names {

  /** No names. */
  Names NONE = (kind, words) -> List.of();

  /**
   * Names of that kind; empty where they are not to be had.
   *
   * @param words the names before it on the line
   */
  List<Candidate> of(Kind kind, List<String> words);

  /** The same, with those of another source before them. */
  default Names and(Names other) {
    return (kind, words) -> {
      List<Candidate> own = of(kind, words);
      return own.isEmpty() ? other.of(kind, words) : own;
    };
  }
}
