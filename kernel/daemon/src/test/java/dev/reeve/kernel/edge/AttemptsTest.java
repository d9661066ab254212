package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AttemptsTest {

  /** A clock that a test moves. */
  private static final class Hand extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private final Hand hand = new Hand();
  private final Attempts attempts = new Attempts(3, hand);

  private KernelException refused(long user) {
    return catchThrowableOfType(KernelException.class, () -> attempts.begin(user));
  }

  @Test
  void whoFailedSoOftenWaitsUntilTheFirstFailureIsAMinuteOld() {
    for (int i = 0; i < 3; i++) {
      attempts.begin(7);
      hand.now = hand.now.plusSeconds(10);
    }
    KernelException refused = refused(7);
    assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED);
    assertThat(refused.details()).containsEntry("limit", "3").containsEntry("used", "3").containsEntry("retry_after_millis", "30000");
    assertThat(refused(8)).as("another user").isNull();
    hand.now = hand.now.plus(Duration.ofSeconds(30));
    assertThat(refused(7)).isNull();
    assertThat(refused(7)).isNotNull();
  }

  @Test
  void whatSucceededDoesNotCount() {
    for (int i = 0; i < 100; i++) {
      attempts.forgive(attempts.begin(7));
    }
    Attempts.Attempt under = attempts.begin(7);
    attempts.begin(7);
    attempts.begin(7);
    assertThat(refused(7)).as("three are under way").isNotNull();
    attempts.forgive(under);
    assertThat(refused(7)).isNull();
  }
}
