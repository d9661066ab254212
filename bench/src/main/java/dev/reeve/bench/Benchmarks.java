package dev.reeve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Measures everything and writes the page of figures: {@code Benchmarks PAGE [PATTERN]}. */
public final class Benchmarks {

  private Benchmarks() {}

  /** The page's path, and optionally a regular expression of the benchmarks to run. */
  public static void main(String[] arguments) throws IOException, RunnerException {
    if (arguments.length < 1 || arguments.length > 2) {
      throw new IllegalArgumentException("wanted: PAGE [PATTERN]");
    }
    Collection<RunResult> results = new Runner(options(arguments.length == 2 ? arguments[1] : ".*").build()).run();
    Files.writeString(Path.of(arguments[0]), Report.of(results));
  }

  private static ChainedOptionsBuilder options(String pattern) {
    return new OptionsBuilder().include(pattern).addProfiler(GCProfiler.class).forks(1)
        .warmupIterations(3).warmupTime(TimeValue.milliseconds(400))
        .measurementIterations(4).measurementTime(TimeValue.milliseconds(400));
  }
}
