package dev.reeve.kernel.admin;

import dev.reeve.kernel.document.DocumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one file of the policy.
 *
 * @param stamp null where there is no such file
 * @param digest of its bytes; empty where they could not be read
 * @param good what it says, or, where it has problems, what it said last without; null where it never did
 * @param problems why it does not hold as it stands; empty where it does
 * @param aside whether it is left out as if it were not there: it came new beside a file whose name it has
 */
record PolicyFile<T>(Path path, @Nullable Stamp stamp, String digest, @Nullable T good, List<String> problems, boolean aside) {

  /** Makes something of a text. */
  @FunctionalInterface
  interface Parser<T> {
    /** Throws {@link DocumentException} with every problem. */
    T parse(String fileName, String text);
  }

  PolicyFile {
    problems = List.copyOf(problems);
  }

  PolicyFile(Path path, @Nullable Stamp stamp, String digest, @Nullable T good, List<String> problems) {
    this(path, stamp, digest, good, problems, false);
  }

  /** A file nothing is known of yet. */
  static <T> PolicyFile<T> unseen(Path path) {
    return new PolicyFile<>(path, null, "", null, List.of());
  }

  /** Whether it is not as it was when it was looked at. */
  boolean moved() {
    return !Objects.equals(stamp, Stamp.of(path));
  }

  /**
   * Looks at the file again; this one where nothing changed. The stamp is taken first, so that a change while reading is seen next time.
   *
   * @param closely reads it also where its stamp is as it was: somebody says it changed, or what was wrong with it may be so no more
   */
  PolicyFile<T> look(Parser<T> parser, boolean closely) {
    Stamp now = Stamp.of(path);
    if (now == null) {
      return new PolicyFile<>(path, null, "", null, List.of());
    }
    if (now.equals(stamp) && !closely) {
      return this;
    }
    try {
      FileText read = FileText.read(path);
      if (read.digest().equals(digest) && problems.isEmpty()) {
        return new PolicyFile<>(path, now, digest, good, problems);
      }
      try {
        return new PolicyFile<>(path, now, read.digest(), parser.parse(String.valueOf(path.getFileName()), read.text()), List.of());
      } catch (DocumentException e) {
        return new PolicyFile<>(path, now, read.digest(), good, e.problems().stream().map(Object::toString).toList());
      }
    } catch (IOException e) {
      return new PolicyFile<>(path, now, "", good, List.of(path.getFileName() + " " + words(e)));
    }
  }

  /** The same, refused for another reason than its text: what was good before holds. */
  PolicyFile<T> refused(@Nullable T before, String problem) {
    return new PolicyFile<>(path, stamp, digest, before, List.of(path.getFileName() + ": " + problem));
  }

  /** The same, with this as what it said last without a problem. */
  PolicyFile<T> holding(@Nullable T before) {
    return new PolicyFile<>(path, stamp, digest, before, problems);
  }

  /** The same, as it was before it had problems. */
  PolicyFile<T> mended() {
    return new PolicyFile<>(path, stamp, digest, good, List.of());
  }

  /** The same, left out for its name. */
  PolicyFile<T> leftAside(String problem) {
    return new PolicyFile<>(path, stamp, digest, null, List.of(path.getFileName() + ": " + problem), true);
  }

  private static String words(IOException e) {
    return e.getMessage() == null ? "cannot be read" : e.getMessage();
  }
}
