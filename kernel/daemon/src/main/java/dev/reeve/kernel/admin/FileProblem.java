package dev.reeve.kernel.admin;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A file of the policy that does not hold as it stands.
 *
 * @param inForce what holds instead, in words
 */
public record FileProblem(Path file, List<String> problems, String inForce, Instant since) {

  public FileProblem {
    problems = List.copyOf(problems);
  }
}
