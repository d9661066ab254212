package dev.reeve.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That everything is measured and can be told, not how fast it is. */
@Timeout(300)
class RunMeasurementTest {

  @TempDir Path folder;

  @Test
  void everyFigureIsMeasuredOnTheRealDaemonAndInEachTierThatWorksHere() throws Exception {
    RunPlan little = new RunPlan(Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 4, 4, 4, Duration.ofSeconds(3), 1);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    RunFigures figures = new RunMeasurement(folder, little, new PrintStream(said, true, StandardCharsets.UTF_8)).measure();
    assertThat(figures.builtin().perSecond()).isPositive();
    assertThat(figures.builtin().one().sorted()).hasSize(4);
    assertThat(figures.builtin().one().p50()).isGreaterThan(figures.disk());
    assertThat(figures.bareThreads()).isGreaterThan(figures.builtin().perSecond());
    assertThat(figures.tiers()).extracting(RunFigures.OfTier::tier).containsExactly("landlock", "namespaces");
    for (RunFigures.OfTier tier : figures.tiers()) {
      RunFigures.InTier in = tier.figures();
      if (in == null) {
        assertThat(tier.why()).isNotEmpty();
        continue;
      }
      assertThat(in.confined().perSecond()).isPositive();
      assertThat(in.confined().one().sorted()).hasSameSizeAs(in.plain().one().sorted());
      assertThat(in.deadlines().atOnce()).isEqualTo(4);
      assertThat(in.obeying().gone().sorted()).hasSize(1);
      assertThat(in.ignoring().gone().sorted()).hasSize(1);
      assertThat(RunReport.of(figures)).contains("| " + tier.tier() + " | whole run |");
    }
    assertThat(RunReport.of(figures)).startsWith("## Runs\n").contains("| run, builtin, p50 |");
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("builtin: p50 ");
  }
}
