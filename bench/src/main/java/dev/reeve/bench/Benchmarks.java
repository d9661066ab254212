package dev.reeve.bench;

import dev.reeve.bench.capsule.CapsuleBench;
import dev.reeve.bench.durable.DurableBench;
import dev.reeve.bench.run.RunBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Measures what is asked for and writes it into the page of figures: {@code Benchmarks PAGE [PATTERN]}. */
public final class Benchmarks {

  private Benchmarks() {}

  /** The page's path, and optionally a regular expression to be found in the full names of the benchmarks to run. */
  public static void main(String[] arguments) throws IOException, RunnerException, InterruptedException, GeneralSecurityException {
    if (arguments.length < 1 || arguments.length > 2) {
      throw new IllegalArgumentException("wanted: PAGE [PATTERN]");
    }
    Path file = Path.of(arguments[0]);
    String pattern = arguments.length == 2 ? arguments[1] : ".*";
    Page page = Page.read(file);
    Collection<RunResult> decisions = run(pattern);
    if (!decisions.isEmpty()) {
      page.put(Page.Section.DECISIONS, Report.of(decisions));
      Files.writeString(file, page.text());
    }
    boolean durable = named(pattern, DurableBench.class);
    if (durable) {
      page.put(Page.Section.DURABLE, DurableBench.measure(System.out));
      Files.writeString(file, page.text());
    }
    boolean capsules = named(pattern, CapsuleBench.class);
    if (capsules) {
      page.put(Page.Section.CAPSULES, CapsuleBench.measure(System.out));
      Files.writeString(file, page.text());
    }
    boolean runs = named(pattern, RunBench.class);
    if (runs) {
      page.put(Page.Section.RUNS, RunBench.measure(System.out));
      Files.writeString(file, page.text());
    }
    if (decisions.isEmpty() && !durable && !capsules && !runs) {
      throw new IllegalArgumentException("no benchmark's name has '" + pattern + "' in it");
    }
  }

  private static boolean named(String pattern, Class<?> benchmark) {
    return Pattern.compile(pattern).matcher(benchmark.getName()).find();
  }

  private static Collection<RunResult> run(String pattern) throws RunnerException {
    try {
      return new Runner(options(pattern).build()).run();
    } catch (NoBenchmarksException none) {
      return List.of();
    }
  }

  private static ChainedOptionsBuilder options(String pattern) {
    return new OptionsBuilder().include(pattern).addProfiler(GCProfiler.class).forks(1)
        .warmupIterations(3).warmupTime(TimeValue.milliseconds(300))
        .measurementIterations(4).measurementTime(TimeValue.milliseconds(300));
  }
}
