package dev.reeve.tui.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.client.ErrorReport;
import dev.reeve.client.LocalError;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is made of what happens, without a terminal or a kernel. */
class UpdateTest {

  private static final Instant NOW = RandomScreens.NOW;

  private State state = Update.start(State.begin(new State.Given(false, "k1"), Topic.RUNS, 80, 12, NOW)).state();
  private final List<Effect> effects = new ArrayList<>();

  private void happens(Event event) {
    Update.Next next = Update.of(state, event);
    state = next.state();
    effects.addAll(next.effects());
  }

  private void press(String keys) {
    Key.parse(keys).forEach(key -> happens(new Event.Pressed(key)));
  }

  private void later(int seconds) {
    happens(new Event.Tick(state.now().plusSeconds(seconds)));
  }

  private void loads(Content content) {
    happens(new Event.Loaded(state.tickets(), content, "ops", "READY", state.now()));
  }

  private static Content.Table rows(Integer... numbers) {
    List<Row> rows = Stream.of(numbers).map(n -> new Row("r" + n, "run r" + n, Row.Tone.PLAIN, List.of(new Cell.Amount(n, "number " + n)))).toList();
    return new Content.Table(List.of(new Content.Column("RUN", 4)), rows, false);
  }

  private String screen() {
    return Painter.text(Painter.paint(state));
  }

  @Test
  void theCursorStaysOnItsRowWhenOthersCome() {
    loads(rows(1, 2, 3));
    press("<down>");
    later(2);
    loads(rows(9, 8, 1, 2, 3));
    assertThat(screen()).contains("> number 2");
    later(2);
    loads(rows(9));
    assertThat(screen()).contains("> number 9");
  }

  @Test
  void aLongListMovesUnderTheCursor() {
    loads(rows(IntStream.range(0, 50).boxed().toArray(Integer[]::new)));
    press("<end>");
    assertThat(screen()).contains("> number 49").doesNotContain("number 40\n");
    press("<home><pagedown>");
    assertThat(screen()).contains("> number 8\n");
    press("s");
    assertThat(screen()).contains("RUN ^");
  }

  @Test
  void whatIsShownIsFetchedAgainEveryTwoSecondsButNeverTwiceAtOnce() {
    later(5);
    assertThat(effects).isEmpty();
    loads(rows(1));
    later(1);
    assertThat(effects).isEmpty();
    later(1);
    later(9);
    assertThat(effects).hasSize(1);
  }

  @Test
  void aFollowedRunIsAskedForMoreEverySecondAndStaysAtItsEnd() {
    loads(rows(1));
    press("f");
    loads(new Content.Log(IntStream.range(0, 40).mapToObj(n -> "line " + n).toList(), 40, "RUNNING"));
    assertThat(screen()).contains("line 39").doesNotContain("line 3\n");
    effects.clear();
    later(1);
    assertThat(effects).singleElement().isInstanceOf(Effect.Fetch.class);
    press("<up>");
    assertThat(screen()).contains(" logs ").doesNotContain("line 39");
  }

  @Test
  void aLostKernelLeavesWhatIsKnownAndIsAskedAgain() {
    loads(rows(1));
    later(2);
    effects.clear();
    happens(new Event.Failed(state.tickets(), ErrorReport.local(LocalError.UNREACHABLE, "no kernel answers", "start one"), NOW.plusSeconds(3)));
    assertThat(screen()).contains("NO KERNEL, stale since 12:00:00Z", "> number 1", "no kernel answers", "? help");
    assertThat(Painter.paint(state)).anySatisfy(line -> assertThat(line.style()).isIn(Line.Style.STALE, Line.Style.CURSOR));
    later(2);
    assertThat(effects).hasSize(1);
    loads(rows(1, 2));
    assertThat(screen()).contains("ops READY", "number 2").doesNotContain("stale", "NO KERNEL");
  }

  @Test
  void aRefusalIsNotAskedAgainUntilItIsWanted() {
    happens(new Event.Failed(state.tickets(), ErrorReport.local(LocalError.FAILED, "ops may not", "ask"), NOW));
    later(60);
    assertThat(effects).isEmpty();
    press("R");
    assertThat(effects).hasSize(1);
  }

  @Test
  void theAuditChainIsOnlyReadWhenAsked() {
    press("u");
    loads(rows(1));
    effects.clear();
    later(60);
    assertThat(effects).isEmpty();
    press("R");
    assertThat(effects).hasSize(1);
  }

  @Test
  void anAnswerThatComesTooLateChangesNothing() {
    long before = state.tickets();
    press("a");
    loads(rows(1));
    happens(new Event.Loaded(before, rows(7), "ops", "READY", NOW));
    assertThat(screen()).contains("number 1").doesNotContain("number 7");
  }

  @Test
  void nobodySignsWhatWasNotShownToItsEnd() {
    Question question = Question.newBuilder().setArguments("{" + "\"a\":1,".repeat(30) + "\"z\":1}").build();
    Approval approval = Approval.newBuilder().setId("a1").setQuestion(question).setState(ApprovalState.APPROVAL_STATE_PENDING).build();
    press("a");
    loads(rows(1));
    press("y");
    assertThat(screen()).contains("read it to its end, then press y again");
    loads(new Content.Card(approval));
    press("y");
    assertThat(screen()).contains("it goes on: read it to its end first");
    press("yyyyyyyyyyyy");
    assertThat(effects).contains(new Effect.Act(new Action.Approve(approval)));
    effects.clear();
    press("n<esc>");
    assertThat(screen()).contains("nothing was signed");
    press("nnot now<enter>");
    assertThat(screen()).contains("sign 'deny' to approval a1 as key k1? y/n");
    press("y");
    assertThat(effects).contains(new Effect.Act(new Action.Deny(approval, "not now")));
    press("/kind<enter>");
    press("y");
    assertThat(screen()).contains("a filter hides a part of it");
  }

  @Test
  void anAnsweredQuestionTakesNoAnswer() {
    press("a");
    loads(rows(1));
    press("<enter>");
    loads(new Content.Card(Approval.newBuilder().setState(ApprovalState.APPROVAL_STATE_DENIED).build()));
    press("<end>y");
    assertThat(screen()).contains("it waits for no answer any more");
  }

  @Test
  void timesAreToldFromNow() {
    List<Cell> cells = Stream.of(0, 59, 60, 3_600, 90_000, -60).map(s -> (Cell) new Cell.Moment(NOW.minus(Duration.ofSeconds(s)))).toList();
    assertThat(cells.stream().map(cell -> cell.shown(NOW))).containsExactly("now", "59s", "1m", "1h", "1d", "in 1m");
    assertThat(new Cell.Moment(null).shown(NOW)).isEmpty();
  }

  @Test
  void keysHaveNames() {
    assertThat(Key.parse("a<enter><ESC>é<"))
        .containsExactly(Key.of('a'), Key.Named.ENTER, Key.Named.ESC, Key.of('é'), Key.of('<'));
  }

  @Test
  void numbersAndTimesSortAsSuchAndEmptyCellsComeLast() {
    List<Cell> cells = Stream.<Cell>of(new Cell.Text(""), new Cell.Amount(10, "10"), new Cell.Amount(9, "9")).sorted(Cell.ORDER).toList();
    assertThat(cells).containsExactly(new Cell.Amount(9, "9"), new Cell.Amount(10, "10"), new Cell.Text(""));
  }
}
