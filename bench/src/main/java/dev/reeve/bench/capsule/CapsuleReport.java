package dev.reeve.bench.capsule;

import dev.reeve.bench.figure.Bar;
import dev.reeve.bench.figure.Latencies;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The section of the page of figures about capsules, in Markdown. */
final class CapsuleReport {

  private static final double HOP_MICROS = 5;
  private static final double CLASS_MICROS = 150;
  private static final double INSTALL_MILLIS = 300;

  private static final String CALL =
      """

      ### A call into a capsule of the kernel

      A tool that answers the same small map, installed and called in this process as a request calls it, without the transport and the audit
      record. *Plain* is the work without the capsule: its input parsed and checked by the schema once, the same code called directly, the
      answer written. The kernel checks an input before interceptors and after; *checked twice* is plain work that does too. The kinds take turns
      in rounds. Processor time is that of the whole process, waiting threads that look before they sleep included.

      """;

  private CapsuleReport() {}

  /** What one run measured, with the bars and whether each is met. */
  static String of(CapsuleFigures figures) {
    StringBuilder text = new StringBuilder("## Capsules\n\n");
    text.append(String.format(Locale.ROOT, "- load average of the machine in the last minute of the run: %.1f\n", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    text.append(CALL);
    calls(text, figures.calls());
    text.append(
      String.format(
        Locale.ROOT,
        """

        ### Link check

        All classes of a jar, again and again in one process: the median of %d rounds after %d to warm up. Every permission is granted, so that
        the whole of each jar is walked.

        """,
        LinkRun.ROUNDS, LinkRun.WARM_UP));
    links(text, figures.links());
    install(text, figures.install());
    text.append("\n| bar | figure | wanted | part | |\n| --- | ---: | --- | ---: | --- |\n");
    bars(figures).forEach(bar -> text.append(bar.row()).append('\n'));
    return text.toString();
  }

  private static void calls(StringBuilder text, List<CallFigures> calls) {
    text.append("| callers | path | p50 µs | p99 µs | beyond plain, p50 µs | processor µs each |\n| --- | --- | ---: | ---: | ---: | ---: |\n");
    for (CallFigures one : calls) {
      kind(text, one, "plain", one.plain());
      kind(text, one, "checked twice", one.twice());
      kind(text, one, "call", one.call());
    }
  }

  private static void kind(StringBuilder text, CallFigures of, String path, CallFigures.Kind kind) {
    text.append(String.format(Locale.ROOT, "| %s | %s | %.1f | %.1f | %.1f | %.1f |\n", of.callers(), path, kind.times().p50(), kind.times().p99(),
        kind.times().p50() - of.plain().times().p50(), kind.cpu()));
  }

  private static void links(StringBuilder text, List<LinkFigures> links) {
    text.append("| jar | classes | KiB | findings | µs per class | processor µs per class | µs per KiB |\n")
        .append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (LinkFigures one : links) {
      text.append(String.format(Locale.ROOT, "| %s | %d | %d | %d | %.0f | %.0f | %.1f |\n", one.name(), one.classes(), one.bytes() / 1024, one.findings(), one.perClass(), one.cpuPerClass(),
          one.perKib()));
    }
  }

  private static void install(StringBuilder text, InstallFigures install) {
    Latencies cold = InstallFigures.whole(install.cold());
    Latencies warm = InstallFigures.whole(install.warm());
    text.append(
      String.format(
        Locale.ROOT,
        """

        ### Checking and installing 1 MiB

        A capsule of %,d bytes with %d classes, installed over the socket by a connection that stands, from the first message to the last: as the
        first call of a fresh daemon without AOT cache, then another such capsule in the same daemon; %d daemons. A step counts from when the one
        before it was told here, which may be after it was done; the first holds the sending of the jar.

        """,
        install.bytes(), install.classes(), install.cold().size()));
    text.append("| step, as the client is told | first, median ms | first, max ms | next, median ms |\n| --- | ---: | ---: | ---: |\n");
    List<InstallFigures.Part> first = InstallFigures.parts(install.cold());
    List<InstallFigures.Part> next = InstallFigures.parts(install.warm());
    for (int i = 0; i < first.size(); i++) {
      text.append(String.format(Locale.ROOT, "| %s | %.1f | %.1f | %s |\n", first.get(i).words(), first.get(i).took().p50() / 1e3, first.get(i).took().max() / 1e3,
          i < next.size() ? String.format(Locale.ROOT, "%.1f", next.get(i).took().p50() / 1e3) : ""));
    }
    text.append(String.format(Locale.ROOT, "| all | %.0f | %.0f | %.0f |\n", cold.p50() / 1e3, cold.max() / 1e3, warm.p50() / 1e3));
  }

  static List<Bar> bars(CapsuleFigures figures) {
    List<Bar> bars = new ArrayList<>();
    CallFigures one = figures.calls().getFirst();
    bars.add(Bar.atMost("call into a capsule beyond plain, p50, " + one.callers(), one.hop(), "", HOP_MICROS, "µs"));
    bars.add(Bar.atMost("the same beyond plain checked twice", one.hopAlone(), "", HOP_MICROS, "µs"));
    figures.links().forEach(link -> bars.add(Bar.atMost("link check, " + link.name(), link.perClass(), "", CLASS_MICROS, "µs per class")));
    bars.add(Bar.atMost("1 MiB checked and installed, cold, median", InstallFigures.whole(figures.install().cold()).p50() / 1e3, "", INSTALL_MILLIS, "ms"));
    return bars;
  }
}
