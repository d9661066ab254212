package dev.reeve.tui.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

/** Whatever arrives and whatever is pressed. Each walk is of a seed, which a failure names. */
class AnythingTest {

  private static final int WALKS = 60;
  private static final int STEPS = 40;

  @Test
  void everyScreenIsExactlyAsLargeAsTheTerminalAndDrivesNothing() throws IOException {
    try (Terminal terminal = terminal()) {
      walk(terminal);
    }
  }

  /** One that counts character by character, as most do. */
  private static Terminal terminal() throws IOException {
    return TerminalBuilder.builder().system(false).streams(InputStream.nullInputStream(), OutputStream.nullOutputStream()).type("xterm").build();
  }

  private static void walk(Terminal terminal) {
    for (int seed = 0; seed < WALKS; seed++) {
      RandomScreens random = new RandomScreens(seed);
      State state = Update.start(random.begin(false)).state();
      for (int step = 0; step < STEPS; step++) {
        state = Update.of(state, random.event(state)).state();
        List<Line> lines = Painter.paint(state);
        assertThat(lines).as("seed %d step %d", seed, step).hasSize(state.height());
        for (Line line : lines) {
          boolean fits = new AttributedString(line.text()).columnLength(terminal) == state.width();
          if (!fits || line.text().chars().anyMatch(AnythingTest::drives)) {
            fail("seed %d step %d: %d columns of '%s'", seed, step, state.width(), line.text());
          }
        }
      }
    }
  }

  private static boolean drives(int c) {
    return switch (Character.getType((char) c)) {
      case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }

  @Test
  void readonlyChangesNothingWhateverIsPressed() {
    int acts = 0;
    for (int seed = 0; seed < WALKS; seed++) {
      acts += acts(seed, false);
      assertThat(acts(seed, true)).as("seed %d", seed).isZero();
    }
    assertThat(acts).as("the same keys without --readonly").isPositive();
  }

  private static int acts(int seed, boolean readonly) {
    RandomScreens random = new RandomScreens(seed);
    State state = Update.start(random.begin(readonly)).state();
    int acts = 0;
    for (int step = 0; step < STEPS * 4; step++) {
      Update.Next next = Update.of(state, random.event(state));
      acts += (int) next.effects().stream().filter(Effect.Act.class::isInstance).count();
      state = next.state();
    }
    return acts;
  }

  @Test
  void noKeyMeansTwoThingsAtOnePlace() {
    Place.Item item = new Place.Item(Topic.APPROVALS, "a", "a");
    List<Place> places =
        List.of(new Place.Listing(Topic.RUNS), new Place.Listing(Topic.APPROVALS), new Place.Listing(Topic.AGENTS), item, new Place.Help(item), new Place.Log("r", "r", true));
    for (Place place : places) {
      Set<Key> keys = new HashSet<>();
      assertThat(Command.at(place, false)).as(place.toString()).allMatch(command -> keys.add(command.key()));
    }
  }
}
