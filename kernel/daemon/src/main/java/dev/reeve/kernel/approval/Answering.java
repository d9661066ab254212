package dev.reeve.kernel.approval;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a question is answered.
 *
 * @param needs how many people have to say yes: 1 or 2
 * @param selfAnswer whether the person who asked may answer, too; never a run
 * @param expiry how long it waits
 * @param answerers who may answer
 * @param escalation who may, too, later; null: nobody
 */
record Answering(int needs, boolean selfAnswer, Duration expiry, Answerers answerers, @Nullable Escalation escalation) {

  /** By one other person who holds the right. */
  static Answering byOthers(Duration expiry) {
    return new Answering(1, false, expiry, Answerers.ANYBODY, null);
  }

  /**
   * The strictest of all, at least one: most people, not whoever asked where one says so, the shortest time. Answerers are those of the first
   * that names some; so is the escalation, unless the shortest time is over before it.
   */
  static Answering strictest(List<Answering> all) {
    Duration expiry = all.stream().map(Answering::expiry).min(Duration::compareTo).orElseThrow();
    return new Answering(
        all.stream().mapToInt(Answering::needs).max().orElseThrow(),
        all.stream().allMatch(Answering::selfAnswer),
        expiry,
        all.stream().map(Answering::answerers).filter(some -> !some.names().isEmpty()).findFirst().orElse(Answerers.ANYBODY),
        all.stream().flatMap(one -> one.escalatesWithin(expiry)).findFirst().orElse(null));
  }

  private Stream<Escalation> escalatesWithin(Duration time) {
    return escalation == null || escalation.after().compareTo(time) >= 0 ? Stream.empty() : Stream.of(escalation);
  }

  Ruling.Ask ask(String why) {
    return new Ruling.Ask(why, needs, selfAnswer, expiry, answerers, escalation);
  }
}
