package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.run.RunEvent.Kind;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class BellTest {

  private final Bell bell = new Bell();

  private static List<RunEvent> events(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(number -> new RunEvent(number, Instant.EPOCH, Kind.STDOUT, "line", null)).toList();
  }

  @Test
  void whoHasReadAllBeforeGetsWhatIsNew() {
    bell.ring(events(1, 2));
    bell.ring(events(3, 5));
    assertThat(bell.after(0)).isEqualTo(events(1, 5));
    assertThat(bell.after(4)).isEqualTo(events(5, 5));
    assertThat(bell.after(5)).isEmpty();
  }

  @Test
  void whoIsBehindIsToldThatThisIsNotKnownHere() {
    assertThat(bell.after(0)).isNull();
    bell.ring(events(7, 8));
    assertThat(bell.after(5)).isNull();
    assertThat(bell.after(6)).isEqualTo(events(7, 8));
  }

  @Test
  void whatComesOutOfOrderIsNeverHandedOutWithAGap() {
    bell.ring(events(1, 2));
    bell.ring(events(5, 5));
    assertThat(bell.after(2)).isNull();
    bell.ring(events(3, 4));
    assertThat(bell.after(2)).isNull();
    assertThat(bell.after(4)).isNull();
    bell.ring(events(6, 6));
    assertThat(bell.after(5)).isEqualTo(events(6, 6));
    assertThat(bell.after(4)).isNull();
  }

  @Test
  void onlyTheLastAreHeld() {
    bell.ring(events(1, 1000));
    assertThat(bell.after(0)).isNull();
    assertThat(bell.after(990)).isEqualTo(events(991, 1000));
    bell.ring(List.of(new RunEvent(1001, Instant.EPOCH, Kind.STDOUT, "x".repeat(70_000), null)));
    assertThat(bell.after(1000)).isNull();
  }

  @Test
  void aWaitEndsWithAStrokeAndNotBeforeIt() throws Exception {
    long before = bell.strokes();
    assertThat(bell.await(before, System.nanoTime())).isFalse();
    bell.ring(List.of());
    assertThat(bell.await(before, System.nanoTime() + 60_000_000_000L)).isTrue();
  }
}
