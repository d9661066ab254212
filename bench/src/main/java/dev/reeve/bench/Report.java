package dev.reeve.bench;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** The section of the page of figures about decisions, in Markdown. Times are nanoseconds, allocation is bytes per operation. */
final class Report {

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final StringBuilder text = new StringBuilder();
  private final Map<String, RunResult> sampled = new TreeMap<>();
  private final Map<String, RunResult> averaged = new TreeMap<>();
  private final Map<String, RunResult> counted = new TreeMap<>();

  private Report(Collection<RunResult> results) {
    for (RunResult result : results) {
      Mode mode = result.getParams().getMode();
      (mode == Mode.SampleTime ? sampled : mode == Mode.AverageTime ? averaged : counted).put(key(result), result);
    }
  }

  static String of(Collection<RunResult> results) {
    return new Report(results).write();
  }

  private static String name(RunResult result) {
    String full = result.getParams().getBenchmark();
    return full.substring(full.lastIndexOf('.', full.lastIndexOf('.') - 1) + 1);
  }

  private static String parameter(RunResult result) {
    return result.getParams().getParamsKeys().stream().map(result.getParams()::getParam).findFirst().orElse("-");
  }

  private static String key(RunResult result) {
    return name(result) + "|" + parameter(result);
  }

  private String write() {
    text.append("JMH, 1 fork, 3 × 300 ms of warm-up, 4 × 300 ms of measurement, GC profiler. p50 and p99 are JMH's samples and contain the\n")
        .append("clock's own cost and steps. The mean is taken over whole iterations and contains every wait for a processor. *Floor* is a volatile read and a look into a `HashMap` of the\n")
        .append("same principals by the same askers in the same run; the ratio is of the medians.\n\n");
    line("- JDK " + System.getProperty("java.vm.version") + " (" + System.getProperty("java.vm.name") + "), "
        + Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.arch"));
    line(String.format(Locale.ROOT, "- load average of the machine in the last minute of the run: %.1f",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    sampled.values().stream().findFirst().ifPresent(one -> line("- flags: `" + String.join(" ", one.getParams().getJvmArgs()) + "`\n"));
    times("Decision", "DecisionBench", "askers of all principals, ten grants each");
    times("Decision for one principal with 10,000 grants", "LongListBench", "grant, and what is asked for");
    counts();
    return text.toString();
  }

  private void times(String title, String bench, String parameter) {
    line("## " + title + "\n");
    line("| path | " + parameter + " | p50 ns | p99 ns | mean ns | × floor | bytes |");
    line("| --- | --- | ---: | ---: | ---: | ---: | ---: |");
    sampled.forEach((key, result) -> {
      RunResult mean = averaged.get(key);
      if (name(result).startsWith(bench) && mean != null) {
        Result<?> times = result.getPrimaryResult();
        RunResult floor = sampled.get("DecisionBench.floor|" + (bench.equals("DecisionBench") ? parameter(result) : "10 of 10"));
        double score = mean.getPrimaryResult().getScore();
        line(String.format(Locale.ROOT, "| %s | `%s` | %.0f | %.0f | %.1f | %s | %.3f |", name(result).substring(bench.length() + 1),
            parameter(result), times.getStatistics().getPercentile(50), times.getStatistics().getPercentile(99), score,
            floor == null ? "-" : String.format(Locale.ROOT, "%.1f", median(result) / median(floor)), allocated(mean)));
      }
    });
    line("");
  }

  private static double median(RunResult result) {
    return result.getPrimaryResult().getStatistics().getPercentile(50);
  }

  private static double allocated(RunResult result) {
    Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
    return allocated == null ? Double.NaN : allocated.getScore();
  }

  private void counts() {
    line("## Decisions beside policy swaps, 1,000 principals, 32 readers\n");
    line("| what | per second |");
    line("| --- | ---: |");
    counted.values().forEach(result -> {
      if (result.getSecondaryResults().keySet().stream().allMatch(label -> label.startsWith("gc."))) {
        count("decideAlone", result.getPrimaryResult());
      }
      result.getSecondaryResults().forEach((label, count) -> {
        if (!label.startsWith("gc.")) {
          count(label, count);
        }
      });
    });
  }

  private void count(String label, Result<?> count) {
    line(String.format(Locale.ROOT, "| %s | %,.0f |", label, count.getScore()));
  }

  private void line(String words) {
    text.append(words).append('\n');
  }
}
