package dev.reeve.kernel.approval;

import java.util.Locale;

/** What holds for one kind of question wherever it comes from. */
record SourcePolicy(Decision decision, Answering answering) {

  enum Decision {
    ASK,
    ALLOW,
    DENY;

    /** By its word in the file. */
    static Decision of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
