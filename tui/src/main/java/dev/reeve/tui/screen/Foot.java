package dev.reeve.tui.screen;

import dev.reeve.client.ErrorReport;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The last lines: why what is shown is stale; then what is typed or asked, else what came of the last key, else the keys of the place. */
final class Foot {

  private static final int MOST = 4;

  private Foot() {}

  /** At least one line, none wider than the screen. */
  static List<String> lines(State state) {
    List<String> lines =
        switch (state.mode()) {
          case Mode.Asking asking -> Glyphs.wrap(question(asking.action(), state), state.width());
          case Mode.Typing typing -> typed(typing, state.width());
          case Mode.Browsing() ->
              state.notice().isEmpty() ? List.of(keys(state, state.width())) : Glyphs.wrap(state.notice(), state.width());
        };
    ErrorReport problem = state.top().problem();
    List<String> all =
        problem == null || state.top().at() == null
            ? lines
            : Stream.concat(Stream.of(Glyphs.fit(problem.message(), state.width())), lines.stream()).toList();
    return all.size() <= MOST ? all : all.subList(0, MOST);
  }

  private static String question(Action action, State state) {
    return switch (action) {
      case Action.Cancel cancel -> "cancel " + cancel.about() + ", and the runs it started? y/n";
      case Action.Approve approve -> "sign 'once' to approval " + approve.shown().getId() + " as key " + state.given().keyId() + "? y/n";
      case Action.Deny deny -> "sign 'deny' to approval " + deny.shown().getId() + " as key " + state.given().keyId() + "? y/n";
    };
  }

  /** The end of what is typed is always seen. */
  private static List<String> typed(Mode.Typing typing, int width) {
    String text = Glyphs.plain(typing.text());
    return switch (typing.purpose()) {
      case Mode.Purpose.Filter _ -> List.of(seen("/", text, "", width));
      case Mode.Purpose.Go() -> List.of(seen(":", text, "   " + offers(typing.text()), width));
      case Mode.Purpose.Reason reason ->
          Stream.concat(
                  Glyphs.wrap("deny approval " + reason.deny().shown().getId() + ": why? Enter goes on, Esc stops", width).stream(),
                  Stream.of(seen("> ", text, "", width)))
              .toList();
    };
  }

  private static String seen(String mark, String text, String behind, int width) {
    int at = 0;
    while (at < text.length() && Glyphs.columns(mark + text.substring(at)) + 1 > width) {
      at = text.offsetByCodePoints(at, 1);
    }
    return Glyphs.fit(mark + text.substring(at) + "_" + behind, width);
  }

  private static String offers(String typed) {
    String word = typed.stripLeading();
    return word.contains(" ") ? "" : Topic.beginning(word).stream().map(Topic::word).collect(Collectors.joining(" "));
  }

  private static String keys(State state, int width) {
    StringBuilder bar = new StringBuilder();
    for (Command command : Command.at(state.top().place(), state.given().readonly())) {
      String word = command.key().shown() + " " + command.label();
      if (command.told() && bar.length() + word.length() + 2 <= width) {
        bar.append(bar.isEmpty() ? "" : "  ").append(word);
      }
    }
    return bar.toString();
  }
}
