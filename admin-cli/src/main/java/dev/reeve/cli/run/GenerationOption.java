package dev.reeve.cli.run;

import picocli.CommandLine.Option;

/** What a verb takes that changes a run. */
final class GenerationOption {

  @Option(names = "--generation", paramLabel = "N", description = "Only if the run's generation is still N, as show told it.")
  long generation;
}
