package dev.reeve.tui.screen;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a key does where nothing is typed or asked: the table that keys are looked up in, and that bars and help are made from. */
public enum Command {
  RUNS(Topic.RUNS),
  APPROVALS(Topic.APPROVALS),
  AGENTS(Topic.AGENTS),
  GROUPS(Topic.GROUPS),
  CAPS(Topic.CAPS),
  QUOTAS(Topic.QUOTAS),
  CAPSULES(Topic.CAPSULES),
  AUDIT(Topic.AUDIT),
  EVENTS(Topic.EVENTS),
  OPEN(Key.Named.ENTER, "open", "show the row under the cursor whole; in caps, explain it", false),
  LOGS('l', "logs", "show what the run printed", false),
  FOLLOW('f', "follow", "show what the run prints and stay at its end; again: stay no more", false),
  CANCEL('x', "cancel", "end the run and those it started, after asking", true),
  APPROVE('y', "approve", "say yes for this once; the whole question is shown first", true),
  DENY('n', "deny", "say no and why; the whole question is shown first", true),
  CHOOSE(' ', "choose", "choose the agent for runs, caps and quotas; again: none", false),
  HELP('?', "help", "show the keys of this place", false),
  FILTER('/', "filter", "show only what contains a text", false),
  GO(':', "go", "go to the screen whose name begins so; a principal may follow", false),
  SORT('s', "sort", "sort by the next column", false),
  REVERSE('S', "reverse", "turn the order round", false),
  REFRESH('R', "refresh", "ask the kernel again now", false),
  BACK(Key.Named.ESC, "back", "take the filter away, else go back", false),
  LEAVE('Q', "leave", "leave the screens", false),
  STOP(Key.Named.INTERRUPT, "leave", "leave the screens", false),
  UP(Key.Named.UP, "up", "one row or line up", false),
  DOWN(Key.Named.DOWN, "down", "one row or line down", false),
  PAGE_UP(Key.Named.PAGEUP, "page up", "one screen up", false),
  PAGE_DOWN(Key.Named.PAGEDOWN, "page down", "one screen down", false),
  FIRST(Key.Named.HOME, "first", "to the first row or line", false),
  LAST(Key.Named.END, "last", "to the last row or line", false);

  private final @Nullable Topic topic;
  private final Key.@Nullable Named named;
  private final char typed;
  private final String label;
  private final String about;
  private final boolean changes;

  Command(Topic topic) {
    this(topic, null, topic.key(), topic.word(), topic.about(), false);
  }

  Command(Key.Named key, String label, String about, boolean changes) {
    this(null, key, ' ', label, about, changes);
  }

  Command(char key, String label, String about, boolean changes) {
    this(null, null, key, label, about, changes);
  }

  Command(@Nullable Topic topic, Key.@Nullable Named named, char typed, String label, String about, boolean changes) {
    this.topic = topic;
    this.named = named;
    this.typed = typed;
    this.label = label;
    this.about = about;
    this.changes = changes;
  }

  Key key() {
    return named == null ? Key.of(typed) : named;
  }

  /** In one word, for the bar. */
  String label() {
    return label;
  }

  /** In one sentence, for help. */
  String about() {
    return about;
  }

  /** Whether it changes something in the kernel. */
  public boolean changes() {
    return changes;
  }

  /** The screen it goes to, if that is what it does. */
  Optional<Topic> topic() {
    return Optional.ofNullable(topic);
  }

  /** Whether the bar of a place names it: not what goes to a screen, which another bar names, nor what moves, nor a second key for the same. */
  boolean told() {
    return switch (this) {
      case RUNS, APPROVALS, AGENTS, GROUPS, CAPS, QUOTAS, CAPSULES, AUDIT, EVENTS -> false;
      case STOP, UP, DOWN, PAGE_UP, PAGE_DOWN, FIRST, LAST -> false;
      case OPEN, LOGS, FOLLOW, CANCEL, APPROVE, DENY, CHOOSE, HELP, FILTER, GO, SORT, REVERSE, REFRESH, BACK, LEAVE -> true;
    };
  }

  /** What a key does at a place. */
  static Optional<Command> of(Key key, Place place) {
    return Stream.of(values()).filter(command -> command.key().equals(key) && command.fits(place)).findFirst();
  }

  /** What may be done at a place, in order. */
  static List<Command> at(Place place, boolean readonly) {
    return Stream.of(values()).filter(command -> command.fits(place) && !(readonly && command.changes)).toList();
  }

  private boolean fits(Place place) {
    boolean list = place instanceof Place.Listing;
    boolean help = place instanceof Place.Help;
    return switch (this) {
      case OPEN, SORT, REVERSE -> list;
      case LOGS, FOLLOW, CANCEL -> place.topic() == Topic.RUNS && !help;
      case APPROVE, DENY -> place.topic() == Topic.APPROVALS && !help;
      case CHOOSE -> place.topic() == Topic.AGENTS && !help;
      case RUNS, APPROVALS, AGENTS, GROUPS, CAPS, QUOTAS, CAPSULES, AUDIT, EVENTS -> true;
      case HELP, FILTER, GO, REFRESH, BACK, LEAVE, STOP, UP, DOWN, PAGE_UP, PAGE_DOWN, FIRST, LAST -> true;
    };
  }
}
