package dev.reeve.kernel.document;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** A file that cannot be used, with every problem found in it, in the order of the file; never empty. */
public final class DocumentException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public DocumentException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("no problem to tell");
    }
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
