package dev.reeve.cli.doctor;

import dev.reeve.cli.config.ConfigProblem;
import dev.reeve.cli.config.Settings;
import java.util.List;

/** What this program is configured with. */
final class ConfigurationChecks {

  private ConfigurationChecks() {}

  /** One finding for each thing that is wrong; nothing else runs as long as there is one. */
  static List<Finding> all(Settings settings) {
    List<ConfigProblem> problems = settings.problems();
    return problems.isEmpty()
        ? List.of(Finding.ok("configuration", "the environment and the files of 'reeve config' are sound"))
        : problems.stream().map(problem -> Finding.fail("configuration", problem.toString(), "mend it; see 'reeve config explain'")).toList();
  }
}
