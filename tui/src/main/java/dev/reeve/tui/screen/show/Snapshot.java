package dev.reeve.tui.screen.show;

import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import dev.reeve.tui.screen.Effect;
import dev.reeve.tui.screen.Event;
import dev.reeve.tui.screen.Key;
import dev.reeve.tui.screen.Line;
import dev.reeve.tui.screen.Painter;
import dev.reeve.tui.screen.State;
import dev.reeve.tui.screen.Update;
import dev.reeve.tui.screen.source.Source;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A screen as text, after keys were pressed one after the other, each once all that the former asked for had come.
 *
 * @param lines as wide as the screen
 */
record Snapshot(String screen, int width, int height, List<String> lines) {

  static final TableView<Snapshot> VIEW = new TableView<>(Snapshot::screen, (style, shot) -> shot.json(style), List.of());

  /** Carries out whatever the keys ask for, up to one that leaves. */
  static Snapshot of(State begin, List<Key> keys, Source source) {
    State state = settled(Update.start(Update.of(begin, new Event.Resized(begin.width(), begin.height())).state()), source);
    for (Key key : keys) {
      Update.Next next = Update.of(state, new Event.Pressed(key));
      if (next.effects().stream().anyMatch(Effect.Leave.class::isInstance)) {
        break;
      }
      state = settled(next, source);
    }
    List<String> lines = Painter.paint(state).stream().map(Line::text).toList();
    return new Snapshot(state.topic().word(), state.width(), state.height(), lines);
  }

  private static State settled(Update.Next begin, Source source) {
    State state = begin.state();
    Queue<Effect> effects = new ArrayDeque<>(begin.effects());
    for (Effect effect = effects.poll(); effect != null; effect = effects.poll()) {
      Update.Next next =
          switch (effect) {
            case Effect.Fetch fetch -> Update.of(state, source.fetch(fetch));
            case Effect.Act act -> Update.of(state, source.act(act.action()));
            case Effect.Leave() -> new Update.Next(state, List.of());
          };
      state = next.state();
      effects.addAll(next.effects());
    }
    return state;
  }

  private String json(Json style) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("screen", Json.text(screen));
    members.put("width", Integer.toString(width));
    members.put("height", Integer.toString(height));
    members.put("lines", style.array(lines.stream().map(line -> Json.text(line.stripTrailing())).toList()));
    return style.object(members);
  }
}
