package dev.reeve.tui.screen;

import dev.reeve.client.ErrorReport;
import dev.reeve.client.LocalError;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.Question;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a kernel that means harm could answer, and what a person could press. */
final class RandomScreens {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final List<String> HOSTILE =
      List.of(
          "plain", "\u001b[2J\u001b]52;c;aGk=\u0007", "\u202egnp.exe", "日本語の報告", "e\u0301\u0301\u0301\u0301", "\u0301alone", "👩‍👩‍👧", "🇩🇪", "❤\ufe0f", "\r\n\t",
          "\u200b\u2066", "\ud800", "\udc00x", "한국어", "\uff21", "x".repeat(700), "字".repeat(300), "", "a b", "\u0000", "\u009b31m", "각", "नि", "\u3000");

  private final Random random;

  RandomScreens(long seed) {
    random = new Random(seed);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int parts = random.nextInt(4); parts >= 0; parts--) {
      text.append(random.nextInt(4) == 0 ? Character.toString(random.nextInt(0x110000)) : one(HOSTILE));
    }
    return text.toString();
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private <T> List<T> several(int most, Supplier<T> each) {
    return Stream.generate(each).limit(random.nextInt(most)).toList();
  }

  Content content() {
    return switch (random.nextInt(5)) {
      case 0 -> new Content.Lines(several(60, this::text));
      case 1 -> new Content.Log(several(60, this::text), random.nextInt(100), text());
      case 2 -> new Content.Card(approval());
      default -> table();
    };
  }

  private Content.Table table() {
    List<Content.Column> columns = new ArrayList<>(several(7, () -> new Content.Column(one(List.of("NAME", "STATE", "WHAT")), random.nextInt(40))));
    columns.add(new Content.Column("ID", 36));
    List<Row> rows =
        several(50, () -> new Row(text(), text(), one(List.of(Row.Tone.values())), columns.stream().map(column -> cell()).toList()));
    return new Content.Table(columns, rows, random.nextBoolean());
  }

  private Cell cell() {
    return switch (random.nextInt(4)) {
      case 0 -> new Cell.Amount(random.nextLong(), text());
      case 1 -> new Cell.Moment(random.nextBoolean() ? null : NOW.plusSeconds(random.nextInt(2_000_000) - 1_000_000));
      default -> new Cell.Text(text());
    };
  }

  private Approval approval() {
    Question.Builder question =
        Question.newBuilder().setAsker(utf(text())).setDescription(utf(text())).setArguments(utf(text())).addCapabilities(utf(text())).addDetails("diff " + utf(text()));
    return Approval.newBuilder()
        .setId("0199bbbb-0000-7000-8000-000000000009")
        .setQuestion(question)
        .setState(one(List.of(ApprovalState.APPROVAL_STATE_PENDING, ApprovalState.APPROVAL_STATE_DENIED)))
        .build();
  }

  /** As it would arrive: no message has half a character. */
  private static String utf(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  Key key() {
    return switch (random.nextInt(4)) {
      case 0 -> one(List.of(Key.of('x'), Key.of('y'), Key.of('y'), Key.of('n')));
      case 1 -> one(List.of(Key.Named.values()));
      case 2 -> new Key.Typed(text().codePoints().findFirst().orElse('y'));
      default -> one(Stream.of(Command.values()).map(Command::key).toList());
    };
  }

  Event event(State state) {
    return switch (random.nextInt(12)) {
      case 0 -> new Event.Resized(random.nextInt(1, 150), random.nextInt(1, 50));
      case 1 -> new Event.Tick(state.now().plusSeconds(random.nextInt(5)));
      case 2, 3, 4 -> new Event.Loaded(state.tickets(), content(), text(), text(), state.now());
      case 5 -> new Event.Failed(state.tickets(), report(), state.now());
      case 6 -> new Event.Done(text());
      case 7 -> new Event.Refused(report());
      default -> new Event.Pressed(key());
    };
  }

  private ErrorReport report() {
    return ErrorReport.local(random.nextBoolean() ? LocalError.UNREACHABLE : LocalError.FAILED, text(), text());
  }

  State begin(boolean readonly) {
    return State.begin(
        new State.Given(readonly, random.nextBoolean() ? "" : "0123456789abcdef"), one(List.of(Topic.values())), random.nextInt(1, 150),
            random.nextInt(1, 50), NOW);
  }
}
