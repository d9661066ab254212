package dev.reeve.bench.capsule;

import com.sun.management.OperatingSystemMXBean;
import dev.reeve.bench.figure.Latencies;
import dev.reeve.capsules.small.SmallTool;
import dev.reeve.kernel.capsule.ToolOperations;
import dev.reeve.kernel.json.JsonSchema;
import dev.reeve.kernel.json.JsonText;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures calls of the small capsule's tool beside the same work without a capsule, in rounds that take turns. */
final class CallRun {

  /** Timed calls of each kind, of all callers together. */
  static final int CALLS = 20_000;
  /** Calls of each kind by one caller that lets a moment pass before each. */
  static final int PACED_CALLS = 2_000;

  private static final int ROUNDS = 20;
  private static final int WARM_UP = 60_000;
  /** Untimed calls of each kind for the processor time, whose steps are 10 ms. */
  private static final int CPU_CALLS = 120_000;
  private static final int CPU_ROUNDS = 3;
  private static final long PACE_NANOS = 1_000_000;
  private static final int MAX_OUTPUT = 4 * 1024 * 1024;
  private static final String INPUT = "{\"text\": \"what is asked\", \"count\": 7}";

  private final ToolOperations tools;
  private final PrintStream progress;
  private final JsonSchema schema;
  private final SmallTool tool = new SmallTool();
  private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final List<Latencies.Step<Exception>> kinds = List.of(() -> plain(1), () -> plain(2), this::call);
  private final int answer;

  CallRun(ToolOperations tools, PrintStream progress) throws IOException {
    this.tools = tools;
    this.progress = progress;
    try {
      schema = JsonSchema.of(InKernel.SCHEMA);
    } catch (JsonText.NotJsonException e) {
      throw new IOException("the schema is none", e);
    }
    answer = tools.call(InKernel.TOOL, INPUT).length();
  }

  private void call() {
    checked(tools.call(InKernel.TOOL, INPUT));
  }

  private void plain(int checks) throws Exception {
    var values = JsonText.parseObject(INPUT);
    boolean valid = schema.violations(INPUT).isEmpty();
    for (int i = 1; i < checks; i++) {
      values = JsonText.parseObject(INPUT);
      valid &= schema.violations(INPUT).isEmpty();
    }
    if (!valid) {
      throw new IllegalStateException("the input is valid");
    }
    checked(JsonText.write(tool.call(values), MAX_OUTPUT));
  }

  private void checked(String text) {
    if (text.length() != answer) {
      throw new IllegalStateException("another answer: " + text);
    }
  }

  List<CallFigures> measure() throws IOException, InterruptedException {
    List<CallFigures> figures = new ArrayList<>();
    figures.add(busy("1 virtual thread", new Callers(1, true)));
    figures.add(busy("1 platform thread", new Callers(1, false)));
    figures.add(busy("8 virtual threads", new Callers(8, true)));
    figures.add(paced());
    return figures;
  }

  /** One call after the other. */
  private CallFigures busy(String words, Callers callers) throws IOException, InterruptedException {
    for (Latencies.Step<Exception> kind : kinds) {
      var unused = callers.times(WARM_UP, kind);
    }
    return figures(words, callers, kinds, CALLS, ROUNDS, CPU_CALLS);
  }

  /** A millisecond passes before each, in which both sides go to sleep. */
  private CallFigures paced() throws IOException, InterruptedException {
    return figures("1 virtual thread, 1 ms between calls", new Callers(1, true, PACE_NANOS), kinds, PACED_CALLS, ROUNDS, PACED_CALLS);
  }

  private CallFigures figures(String words, Callers callers, List<Latencies.Step<Exception>> steps, int calls, int rounds, int cpuCalls)
      throws IOException, InterruptedException {
    List<List<long[]>> times = steps.stream().<List<long[]>>map(step -> new ArrayList<>()).toList();
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < steps.size(); i++) {
        times.get(i).addAll(callers.times(calls / rounds, steps.get(i)));
      }
    }
    long[] cpu = new long[steps.size()];
    for (int round = 0; round < CPU_ROUNDS; round++) {
      for (int i = 0; i < steps.size(); i++) {
        long before = system.getProcessCpuTime();
        callers.run(cpuCalls / CPU_ROUNDS, steps.get(i));
        cpu[i] += system.getProcessCpuTime() - before;
      }
    }
    List<CallFigures.Kind> found = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      long[] all = times.get(i).stream().flatMapToLong(java.util.Arrays::stream).toArray();
      found.add(new CallFigures.Kind(new Latencies(all), cpu[i] / 1e3 / cpuCalls));
    }
    CallFigures figures = new CallFigures(words, found.get(0), found.get(1), found.get(2));
    progress.println(
        String.format(
            Locale.ROOT, "capsules: call by %s: p50 %.1f µs, p99 %.1f µs, plain %.1f µs, checked twice %.1f µs; processor %.1f, %.1f, %.1f µs", words,
            figures.call().times().p50(), figures.call().times().p99(), figures.plain().times().p50(), figures.twice().times().p50(), figures.call().cpu(),
            figures.plain().cpu(), figures.twice().cpu()));
    return figures;
  }
}
