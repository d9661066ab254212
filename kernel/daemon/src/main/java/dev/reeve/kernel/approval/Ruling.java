package dev.reeve.kernel.approval;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the policy of approvals says of a wish. */
public sealed interface Ruling {

  /** It needs nobody's answer. */
  record Pass() implements Ruling {}

  /** Nobody is asked: it is not done. */
  record Refuse(String why) implements Ruling {}

  /**
   * Somebody is asked.
   *
   * @param why what asks, in words for people
   * @param needs how many people have to say yes: 1 or 2
   * @param selfAnswer whether the person who asked may answer, too; never a run
   * @param expiry how long it waits
   * @param answerers who may answer
   * @param escalation who may, too, later; null: nobody
   */
  record Ask(String why, int needs, boolean selfAnswer, Duration expiry, Answerers answerers, @Nullable Escalation escalation) implements Ruling {}
}
