package dev.reeve.tui.screen.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.tui.screen.Key;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.NonBlocking;
import org.jline.utils.NonBlockingReader;
import org.junit.jupiter.api.Test;

/** Keys as terminals send them. */
class KeyboardTest {

  private static List<Key> keys(String sent) throws IOException {
    List<Key> keys = new ArrayList<>();
    try (NonBlockingReader reader = NonBlocking.nonBlocking("test", new StringReader(sent))) {
      Keyboard keyboard = new Keyboard(reader);
      while (true) {
        Key key = keyboard.next(1_000);
        if (key != null) {
          keys.add(key);
        }
      }
    } catch (Keyboard.EndOfInput end) {
      return keys;
    }
  }

  @Test
  void arrowsAndPagesComeInBothModes() throws IOException {
    assertThat(keys("\u001b[A\u001bOB\u001b[5~\u001b[6~\u001bOH\u001b[F\u001b[1~\u001b[8~"))
        .containsExactly(
            Key.Named.UP, Key.Named.DOWN, Key.Named.PAGEUP, Key.Named.PAGEDOWN, Key.Named.HOME, Key.Named.END, Key.Named.HOME, Key.Named.END);
  }

  @Test
  void charactersOfEveryPlaneAreOneKeyEach() throws IOException {
    assertThat(keys("aé日\ud83d\ude00")).containsExactly(Key.of('a'), Key.of('é'), Key.of('日'), new Key.Typed(0x1f600));
  }

  @Test
  void whatHasNoMeaningIsPassedBy() throws IOException {
    assertThat(keys("\u0001\u001b[200~x\u001b[" + "1".repeat(40) + "\u009b")).contains(Key.of('x')).doesNotContain(Key.of('[')).doesNotContain(Key.of('\u009b'));
  }

  @Test
  void theOthersHaveNames() throws IOException {
    assertThat(keys("\r\n\t\b\u007f\u0003\u001b")).containsExactly(
        Key.Named.ENTER, Key.Named.ENTER, Key.Named.TAB, Key.Named.BACKSPACE, Key.Named.BACKSPACE, Key.Named.INTERRUPT, Key.Named.ESC);
  }

  @Test
  void theEndOfInputIsTold() {
    assertThatThrownBy(() -> new Keyboard(NonBlocking.nonBlocking("test", new StringReader(""))).next(1_000)).isInstanceOf(Keyboard.EndOfInput.class);
  }
}
