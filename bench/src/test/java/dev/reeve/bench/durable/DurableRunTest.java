package dev.reeve.bench.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.bench.daemon.Connections;
import io.grpc.ManagedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That everything is measured and can be told, not how fast it is. */
@Timeout(300)
class DurableRunTest {

  @TempDir Path folder;

  @Test
  void everyFigureIsMeasuredOnTheRealDaemon() throws Exception {
    DurablePlan little = new DurablePlan(Duration.ofSeconds(3), Duration.ofSeconds(2), 50, 10, 500);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    DurableFigures figures = new DurableRun(folder, little, new PrintStream(said, true, StandardCharsets.UTF_8)).measure();
    assertThat(List.of(figures.bare().perSecond(), figures.record().perSecond(), figures.policy().perSecond(), figures.verified().perSecond()))
        .allMatch(figure -> figure > 0);
    assertThat(figures.record().one().sorted()).hasSize(10);
    assertThat(figures.record().one().p50()).isGreaterThan(figures.disk());
    assertThat(figures.policy().one().p50()).isGreaterThan(figures.disk());
    assertThat(DurableReport.of(figures)).contains("| policy change at 16 in flight |");
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("record change: p50 ", "policy change: p50 ");
  }

  @Test
  void aCallThatFailsEndsTheFlightWithItsReason() throws Exception {
    try (EchoProcess echo = EchoProcess.start(folder.resolve("echo.sock")); Connections connections = new Connections()) {
      ManagedChannel channel = connections.open(echo.socket());
      ChangeLoad load = new ChangeLoad(channel, "t");
      assertThat(load.issuesPerSecond(4, Duration.ofSeconds(2))).isPositive();
      assertThatThrownBy(() -> load.issuesAndRevokesPerSecond(4, Duration.ofSeconds(2)))
          .isInstanceOf(IOException.class).hasMessageContaining("a call failed: UNIMPLEMENTED");
      channel.shutdownNow();
      assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
