package dev.reeve.tui.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.v1.GetFiguresResponse;
import dev.reeve.v1.KernelProcess;
import dev.reeve.v1.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jline.utils.WCWidth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopScreenTest {

  private static final View VIEW = new View(Pane.runs, Order.cpu, false, Duration.ofSeconds(2));

  private static List<String> lines(View view, int columns, int rows) {
    return TopScreen.lines(Optional.of(Figures.at(100)), Figures.at(102), view, columns, rows);
  }

  private static String text(View view) {
    return String.join("\n", lines(view, 80, 24)) + "\n";
  }

  /** The lines of a table without its header. */
  private static List<String> rows(View view) {
    return lines(view, 140, 24).stream().skip(4).takeWhile(line -> !line.isEmpty()).toList();
  }

  @Test
  void runsOnAScreenOfEightyByTwentyFour() {
    assertThat(text(VIEW))
        .isEqualTo(
            """
            kernel 4711  up 1m42s  CPU 50.0% of 400%  mem 300M  heap 64.0M/512M  threads 33
            calls 1020 (10.0/s)  errors 102 (1.0/s)  p50 0.8ms  p99 12.5ms  conn 3  runs 2
            runs 2 by cpu  every 2.0s
            AGENT        STATE      CPU%    MEM RUN                                      PID
            bot          RUNNING   150.0  20.0M 01920000-0000-7000-8000-000000000001    4712
            bot          WAITING    10.0  10.0M 01920000-0000-7000-8000-000000000002    4712
            """.replaceAll("150\\.0", "  150")
                + "\n".repeat(17) + "c m n e l sort  r reverse  t table  p pause  ? help  q quit\n");
  }

  @Test
  void principalsWithTheQuotaTheyUseMostOf() {
    assertThat(text(VIEW.of(Pane.principals)))
        .contains(
            """
            principals 2 by cpu  every 2.0s
            PRINCIPAL       CALLS CALLS/S  ERRORS CONN RUNS   CPU%    MEM MOST USED QUOTA
            bot               102     1.0       0    0    2    160  30.0M -
            alice             918     9.0       1    2    0    0.0     0B 90% storage_bytes
            """);
  }

  @Test
  void capsulesWithWhatTheyServe() {
    assertThat(text(VIEW.of(Pane.capsules).by(Order.name)))
        .contains(
            """
            capsules 3 by name  every 2.0s
            SERVES            CAPSULE        STATE       CALLS CALLS/S  ERRORS    P50    P99
            command hello     hello          READY           0     0.0       0      -      -
            tool hello/greet  hello          READY         102     1.0       3  1.5ms  9.3ms
            -                 ill            FAILED          0     0.0       0      -      -
            """);
  }

  @Test
  void methodsByWhatTheirCallsTook() {
    assertThat(text(VIEW.of(Pane.methods).by(Order.latency)))
        .contains(
            """
            methods 2 by latency  every 2.0s
            METHOD                                       CALLS CALLS/S  ERRORS    P50    P99
            RunService/Start                               204     2.0     102  2.0ms  250ms
            KernelService/GetStatus                        816     8.0       0  0.3ms  0.9ms
            """);
  }

  @Test
  void everyOrderAndItsReverse() {
    View principals = VIEW.of(Pane.principals);
    assertThat(rows(principals.by(Order.name)).getFirst()).startsWith("alice");
    assertThat(rows(principals.by(Order.errors)).getFirst()).startsWith("alice");
    assertThat(rows(principals.by(Order.memory)).getFirst()).startsWith("bot");
    assertThat(rows(principals.by(Order.cpu)).getFirst()).startsWith("bot");
    assertThat(rows(principals.by(Order.cpu).after('r')).getFirst()).startsWith("alice");
    assertThat(text(principals.after('r'))).contains("by cpu, reversed");
    assertThat(rows(VIEW.of(Pane.methods).by(Order.cpu)).getFirst()).as("by calls where there is no CPU").startsWith("KernelService/GetStatus");
    assertThat(rows(VIEW.of(Pane.methods).by(Order.memory)).getFirst()).startsWith("KernelService/GetStatus");
  }

  @Test
  void aWideTerminalShowsMoreColumnsAndANarrowOneFewer() {
    assertThat(lines(VIEW, 140, 24).get(3)).contains("PID", "TIME", "SINCE", "OWNER", "THR");
    assertThat(lines(VIEW, 40, 24).get(3)).isEqualTo("AGENT             STATE      CPU%    MEM");
    assertThat(lines(VIEW, 5, 24).get(3)).isEqualTo("AGENT");
  }

  @ParameterizedTest
  @EnumSource(Pane.class)
  void itFitsEverySize(Pane pane) {
    for (int columns = 1; columns <= 200; columns += columns < 12 ? 1 : 7) {
      for (int rows = 1; rows <= 60; rows += rows < 10 ? 1 : 9) {
        for (View view : List.of(VIEW.of(pane), VIEW.of(pane).after('?'), VIEW.of(pane).troubled("x".repeat(500)))) {
          List<String> lines = lines(view, columns, rows);
          assertThat(lines).as("%d by %d", columns, rows).hasSize(rows);
          for (String line : lines) {
            assertThat(line.codePoints().map(WCWidth::wcwidth).sum()).as("%d by %d: %s", columns, rows, line).isLessThanOrEqualTo(columns);
          }
        }
      }
    }
  }

  @Test
  void moreRowsThanThereIsRoomForAreCounted() {
    GetFiguresResponse.Builder many = Figures.of(100).toBuilder().clearRuns();
    for (int i = 1000; i < 1050; i++) {
      many.addRuns(Figures.run(Integer.toString(i), "bot", RunState.RUN_STATE_RUNNING, i, 1));
    }
    List<String> lines = TopScreen.lines(Optional.empty(), new Shot(many.build(), Figures.START.plusSeconds(100)), VIEW, 80, 24);
    assertThat(lines.get(2)).isEqualTo("runs 19 of 50 by cpu  since the start");
    assertThat(lines.get(4)).contains("00001049");
    assertThat(lines.get(22)).contains("00001031");
  }

  @Test
  void theFirstLookTellsTheAverageSinceTheStart() {
    List<String> lines = TopScreen.lines(Optional.empty(), Figures.at(100), VIEW, 80, 24);
    assertThat(lines.get(0)).contains("CPU 50.0% of 400%");
    assertThat(lines.get(2)).endsWith("since the start");
    assertThat(lines.get(4)).contains("RUNNING").contains(" 150 ");
  }

  @Test
  void figuresOfAnotherKernelAreNotTakenFromThoseOfThisOne() {
    GetFiguresResponse other = Figures.of(90).toBuilder().setProcess(KernelProcess.newBuilder(Figures.of(90).getProcess()).setPid(1)).build();
    List<String> lines = TopScreen.lines(Optional.of(new Shot(other, Figures.START)), Figures.at(100), VIEW, 80, 24);
    assertThat(lines.get(2)).endsWith("since the start");
    List<String> back = TopScreen.lines(Optional.of(Figures.at(200)), Figures.at(100), VIEW, 80, 24);
    assertThat(back.get(2)).as("it was started anew").endsWith("since the start");
  }

  @Test
  void figuresThatSankAreNotBelowZero() {
    GetFiguresResponse less = Figures.of(102).toBuilder().setRuns(0, Figures.run("0001", "bot", RunState.RUN_STATE_RUNNING, 1, 1)).build();
    List<String> lines =
        TopScreen.lines(Optional.of(Figures.at(100)), new Shot(less, Figures.START.plusSeconds(102)), VIEW.by(Order.name), 80, 24);
    assertThat(lines.get(4)).contains("RUNNING").contains(" 0.0 ");
  }

  @Test
  void nothingFromTheKernelDrivesTheTerminal() {
    GetFiguresResponse evil =
        Figures.of(100).toBuilder().setRuns(0, Figures.run("0001", "b\u001b]52;c;x\u0007\u202eot\n漢字", RunState.RUN_STATE_RUNNING, 1, 1)).build();
    for (String line : TopScreen.lines(Optional.empty(), new Shot(evil, Figures.START), VIEW.troubled("\u001b[2J"), 80, 24)) {
      assertThat(line).doesNotContain("\u001b", "\u0007", "\u202e", "\n");
    }
  }

  @Test
  void pausesTroublesAndHelpAreTold() {
    assertThat(text(VIEW.after('p'))).contains("runs 2 by cpu  paused\n");
    assertThat(text(VIEW.troubled("the kernel went away"))).contains("runs 2 by cpu  every 2.0s  ! the kernel went away\n");
    assertThat(text(VIEW.after('?'))).contains("help: any key goes back\nc  sort by CPU", "q  quit; so do Ctrl-C").doesNotContain("RUNNING");
  }
}
