package dev.reeve.bench.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.bench.figure.Bar;
import dev.reeve.bench.figure.Latencies;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapsuleReportTest {

  private static CallFigures.Kind kind(long nanos) {
    return new CallFigures.Kind(new Latencies(new long[] {nanos}), nanos / 1e3);
  }

  private static CapsuleFigures figures(long call, long link, long install) {
    List<Installation.Step> steps = List.of(new Installation.Step("stored as 0123…", 1_000_000), new Installation.Step("installed", install * 1_000_000));
    return new CapsuleFigures(
        List.of(new CallFigures("1 virtual thread", kind(2_000), kind(4_000), kind(call))),
        List.of(new LinkFigures("hello", 4, 8 * 1024, 0, new Latencies(new long[] {link * 4_000}), new Latencies(new long[] {link * 2_000}))),
        new InstallFigures(150, 1 << 20, List.of(steps), List.of(steps)));
  }

  @Test
  void aBarIsMetUpToItsLimitAndNotBeyond() {
    assertThat(CapsuleReport.bars(figures(7_000, 150, 300))).extracting(Bar::met).containsExactly(true, true, true, true);
    assertThat(CapsuleReport.bars(figures(9_001, 151, 301))).extracting(Bar::met).containsExactly(false, false, false, false);
  }

  @Test
  void eachFigureStandsBesideItsBar() {
    assertThat(CapsuleReport.of(figures(8_500, 140, 250))).endsWith("\n").doesNotContain("NaN").contains(
        "| 1 virtual thread | plain | 2.0 | 2.0 | 0.0 | 2.0 |\n",
        "| 1 virtual thread | call | 8.5 | 8.5 | 6.5 | 8.5 |\n",
        "| hello | 4 | 8 | 0 | 140 | 70 | 70.0 |\n",
        "A capsule of 1,048,576 bytes with 150 classes",
        "| stored | 1.0 | 1.0 | 1.0 |\n",
        "| all | 250 | 250 | 250 |\n",
        "| call into a capsule beyond plain, p50, 1 virtual thread | 6.5 µs | ≤ 5 | 1.30 | **not met** |\n",
        "| the same beyond plain checked twice | 4.5 µs | ≤ 5 | 0.90 | met |\n",
        "| link check, hello | 140 µs per class | ≤ 150 | 0.93 | met |\n",
        "| 1 MiB checked and installed, cold, median | 250 ms | ≤ 300 | 0.83 | met |\n");
  }
}
