package dev.reeve.bench.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.bench.figure.Bar;
import dev.reeve.bench.figure.Latencies;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurableReportTest {

  private static Latencies always(long micros) {
    return new Latencies(new long[] {micros * 1_000});
  }

  private static DurableFigures figures(long record, double recordRate, long policy, double policyRate, double verified) {
    return new DurableFigures(
        always(90), always(100), new DurableFigures.Bare(always(70), always(400), 90_000, 64), new DurableFigures.Change(always(record), recordRate, 64, 210),
        new DurableFigures.Change(always(policy), policyRate, 16, 900), new DurableFigures.Verified(1_000, 700_000, verified, 1_000));
  }

  @Test
  void aBarIsMetUpToItsLimitAndNotBeyond() {
    assertThat(DurableReport.bars(figures(540, 5_000, 1_020, 300, 500_000))).extracting(Bar::met).containsExactly(true, true, true, true, true);
    assertThat(DurableReport.bars(figures(541, 4_999, 1_021, 299, 499_999))).extracting(Bar::met).containsExactly(false, false, false, false, false);
  }

  @Test
  void theLimitIsMadeOfTheFasterDiskOfTheSameRun() {
    assertThat(DurableReport.bars(figures(1, 1, 1, 1, 1))).extracting(Bar::limit).containsExactly(540.0, 5_000.0, 1_020.0, 300.0, 500_000.0);
  }

  @Test
  void eachFigureStandsBesideItsBar() {
    String text = DurableReport.of(figures(400, 4_000, 1_200, 350, 600_000));
    assertThat(text).endsWith("\n").contains(
        "| record change, p50 | 400 µs | ≤ bare + 3 disk + 200 µs = 540 | 0.74 | met |",
        "| record change at 64 in flight | 4,000 /s | ≥ 5,000 | 0.80 | **not met** |",
        "| policy change, p50 | 1,200 µs | ≤ bare + 5 disk + 500 µs = 1,020 | 1.18 | **not met** |",
        "| policy change at 16 in flight | 350 /s | ≥ 300 | 1.17 | met |",
        "| disk, before | 90 | 90 | | |",
        "| bare, forcing | 400 | 400 | | |",
        "| record change | 400 | 400 | 4,000/s at 64 | 210 |",
        "600,000 records/s verified, 0.40 of the 1,497,966/s that SHA-256 alone takes");
    assertThat(List.of(text.split("\n"))).noneMatch(line -> line.contains("NaN"));
  }
}
