package dev.reeve.bench.capsule;

import dev.reeve.bench.figure.Latencies;
import dev.reeve.kernel.linkcheck.Finding;
import dev.reeve.kernel.linkcheck.LinkCheck;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures the link check of several jars, warm, in rounds that take turns. */
final class LinkRun {

  static final int WARM_UP = 10;
  static final int ROUNDS = 30;

  private LinkRun() {}

  static List<LinkFigures> measure(List<ClassSource> sources, PrintStream progress) throws IOException {
    for (int i = 0; i < WARM_UP; i++) {
      for (ClassSource source : sources) {
        var unused = check(source);
      }
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[][] cpu = new long[sources.size()][ROUNDS];
    long[][] nanos = new long[sources.size()][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < sources.size(); i++) {
        long used = threads.getCurrentThreadCpuTime();
        long begun = System.nanoTime();
        var unused = check(sources.get(i));
        nanos[i][round] = System.nanoTime() - begun;
        cpu[i][round] = threads.getCurrentThreadCpuTime() - used;
      }
    }
    List<LinkFigures> figures = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      ClassSource source = sources.get(i);
      long bytes = source.classes().values().stream().mapToLong(content -> content.length).sum();
      LinkFigures one = new LinkFigures(source.name(), source.classes().size(), bytes, check(source).size(), new Latencies(nanos[i]), new Latencies(cpu[i]));
      progress.println(
          String.format(
              Locale.ROOT, "capsules: link check of %s, %d classes, %d findings: %.0f µs per class, %.1f µs per KiB", one.name(), one.classes(),
              one.findings(), one.perClass(), one.perKib()));
      figures.add(one);
    }
    return figures;
  }

  /** With every permission granted, so that no number of findings ends it early. */
  private static List<Finding> check(ClassSource source) {
    return LinkCheck.check(source.classes(), permission -> true);
  }
}
