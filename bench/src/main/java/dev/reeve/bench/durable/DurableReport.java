package dev.reeve.bench.durable;

import dev.reeve.bench.figure.Bar;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/** The section of the page of figures about durable changes, in Markdown. */
public final class DurableReport {

  static final int RECORD_FORCES = 3;
  private static final double RECORD_EXTRA = 200;
  private static final double RECORD_RATE = 5_000;
  private static final int POLICY_FORCES = 5;
  private static final double POLICY_EXTRA = 500;
  private static final double POLICY_RATE = 300;
  private static final double VERIFY_RATE = 500_000;

  private DurableReport() {}

  /** What one run measured, with the bars and whether each is met. */
  static String of(DurableFigures figures) {
    StringBuilder text = new StringBuilder();
    text.append("## Durable changes and the audit chain\n\n")
        .append("The daemon as a process of its own, over its Unix socket, with the flags of its launcher; the client has the same processors. Each change is\n")
        .append("audited and sent under a request id of its own. A record change is an invite's issue, at many in flight issue and revoke in turn; a policy\n")
        .append("change is a grant or ungrant, in turn. *Disk* is one append of ").append(DiskFloor.BYTES)
        .append(" bytes with `fdatasync` on the same disk, *bare* a gRPC call of the same\nmessages to a server that only answers, *bare, forcing* to one that first makes such an append three times, all in the same run.\n\n");
    text.append(
        String.format(
            Locale.ROOT, "- load average of the machine in the last minute of the run: %.1f\n",
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    text.append('\n');
    figures(text, figures);
    text.append("| bar | figure | wanted | part | |\n| --- | ---: | --- | ---: | --- |\n");
    bars(figures).forEach(bar -> text.append(bar.row()).append('\n'));
    return text.toString();
  }

  private static void figures(StringBuilder text, DurableFigures figures) {
    text.append("| path | p50 µs | p99 µs | many in flight | processor µs each |\n| --- | ---: | ---: | ---: | ---: |\n");
    DurableFigures.Bare bare = figures.bare();
    text.append(String.format(Locale.ROOT, "| disk, before | %.0f | %.0f | | |\n", figures.diskBefore().p50(), figures.diskBefore().p99()));
    text.append(String.format(Locale.ROOT, "| disk, after | %.0f | %.0f | | |\n", figures.diskAfter().p50(), figures.diskAfter().p99()));
    text.append(
        String.format(
            Locale.ROOT, "| bare | %.0f | %.0f | %,.0f/s at %d | |\n", bare.one().p50(), bare.one().p99(), bare.perSecond(), bare.inFlight()));
    text.append(String.format(Locale.ROOT, "| bare, forcing | %.0f | %.0f | | |\n", bare.forcing().p50(), bare.forcing().p99()));
    change(text, "record change", figures.record());
    change(text, "policy change", figures.policy());
    DurableFigures.Verified verified = figures.verified();
    text.append(
        String.format(
            Locale.ROOT, "\nA chain of %,d records, %,d bytes: %,.0f records/s verified, %.2f of the %,.0f/s that SHA-256 alone takes over the same bytes.\n\n",
            verified.records(), verified.bytes(), verified.perSecond(), verified.perSecond() / verified.floorPerSecond(), verified.floorPerSecond()));
  }

  private static void change(StringBuilder text, String name, DurableFigures.Change change) {
    text.append(
        String.format(
            Locale.ROOT, "| %s | %.0f | %.0f | %,.0f/s at %d | %.0f |\n", name, change.one().p50(), change.one().p99(), change.perSecond(),
            change.inFlight(), change.cpu()));
  }

  /** What the design wants of these figures. */
  static List<Bar> bars(DurableFigures figures) {
    double bare = figures.bare().one().p50();
    double disk = figures.disk();
    return List.of(
        Bar.atMost("record change, p50", figures.record().one().p50(), "bare + 3 disk + 200 µs", bare + RECORD_FORCES * disk + RECORD_EXTRA, "µs"),
        Bar.atLeast("record change at 64 in flight", figures.record().perSecond(), "", RECORD_RATE, "/s"),
        Bar.atMost("policy change, p50", figures.policy().one().p50(), "bare + 5 disk + 500 µs", bare + POLICY_FORCES * disk + POLICY_EXTRA, "µs"),
        Bar.atLeast("policy change at 16 in flight", figures.policy().perSecond(), "", POLICY_RATE, "/s"),
        Bar.atLeast("audit verify", figures.verified().perSecond(), "", VERIFY_RATE, "records/s"));
  }
}
