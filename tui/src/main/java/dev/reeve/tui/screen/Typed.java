package dev.reeve.tui.screen;

import dev.reeve.tui.screen.Update.Next;
import java.util.List;

/** What a key makes of a text that is typed. */
final class Typed {

  /** Longest text, in characters; as long as a reason may be. */
  private static final int LONGEST = 500;

  private Typed() {}

  static Next of(State state, Mode.Typing typing, Key key) {
    String text = typing.text();
    return switch (key) {
      case Key.Typed typed -> typing(state, typing, text + Character.toString(typed.codePoint()));
      case Key.Named.BACKSPACE ->
          text.isEmpty() ? stopped(state, typing) : typing(state, typing, text.substring(0, text.offsetByCodePoints(text.length(), -1)));
      case Key.Named.TAB -> typing(state, typing, completed(typing));
      case Key.Named.ENTER -> entered(state.in(new Mode.Browsing()), typing);
      case Key.Named.ESC, Key.Named.INTERRUPT -> stopped(state, typing);
      case Key.Named.UP, Key.Named.DOWN, Key.Named.PAGEUP, Key.Named.PAGEDOWN, Key.Named.HOME, Key.Named.END -> Next.of(state);
    };
  }

  private static Next typing(State state, Mode.Typing typing, String text) {
    String kept = text.length() <= LONGEST ? text : typing.text();
    State now = state.in(new Mode.Typing(typing.purpose(), kept));
    return Next.of(typing.purpose() instanceof Mode.Purpose.Filter ? now.filtered(kept) : now);
  }

  private static Next stopped(State state, Mode.Typing typing) {
    State browsing = state.in(new Mode.Browsing());
    return Next.of(
        switch (typing.purpose()) {
          case Mode.Purpose.Filter filter -> browsing.filtered(filter.before());
          case Mode.Purpose.Go() -> browsing;
          case Mode.Purpose.Reason _ -> browsing.telling("nothing was signed");
        });
  }

  private static Next entered(State state, Mode.Typing typing) {
    return switch (typing.purpose()) {
      case Mode.Purpose.Filter _ -> Next.of(state);
      case Mode.Purpose.Go() -> gone(state, typing.text().strip());
      case Mode.Purpose.Reason reason -> Next.of(state.in(new Mode.Asking(new Action.Deny(reason.deny().shown(), typing.text().strip()))));
    };
  }

  private static Next gone(State state, String line) {
    List<String> words = List.of(line.split("\\s+", 2));
    List<Topic> fitting = words.getFirst().isEmpty() ? List.of() : Topic.beginning(words.getFirst());
    if (fitting.isEmpty()) {
      return Next.of(line.isEmpty() ? state : state.telling("there is no screen '" + line + "'; ? names them"));
    }
    return Presses.go(words.size() == 1 ? state : state.about(words.getLast()), fitting.getFirst());
  }

  private static String completed(Mode.Typing typing) {
    List<Topic> fitting = Topic.beginning(typing.text().strip());
    boolean completes = typing.purpose() instanceof Mode.Purpose.Go && !fitting.isEmpty();
    return completes ? fitting.getFirst().word() : typing.text();
  }
}
