package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Grants that end. */
@Timeout(60)
class TermsTest {

  @TempDir Path folder;

  private final List<Terms.Ended> told = new CopyOnWriteArrayList<>();

  private Desk desk() throws Exception {
    return Desk.with(folder, Desk.person("bob", List.of()));
  }

  private Terms start(Desk desk) {
    return Terms.start(desk.files, desk.clock, told::add);
  }

  /** Waits until the first look was made: it writes down when it was. */
  private static void awaitFirstLook(Desk desk) throws Exception {
    Eventually.isTrue("the first look", () -> desk.files.ledger().termsSeen() != null);
  }

  @Test
  void aRightEndsWithItsTermAndThatIsToldOnce() throws Exception {
    try (Desk desk = desk(); Terms terms = start(desk)) {
      assertThat(terms).isNotNull();
      awaitFirstLook(desk);
      Instant until = desk.clock.in(Duration.ofHours(1));
      desk.grant(desk.by("root"), "bob", until, "run:start");
      AtomicInteger heard = new AtomicInteger();
      desk.files.listen(heard::incrementAndGet);
      desk.clock.pass(Duration.ofHours(1).minusNanos(1));
      assertThat(desk.can("bob", "run:start")).isTrue();
      desk.clock.pass(Duration.ofNanos(1));
      assertThat(desk.can("bob", "run:start")).isFalse();
      desk.files.tell();
      Eventually.isTrue("the end is told, and everybody told again", () -> told.size() == 1 && heard.get() >= 2);
      assertThat(told).containsExactly(new Terms.Ended("bob", "run:start", until));
      desk.clock.pass(Duration.ofHours(1));
      desk.grant(desk.by("root"), "bob", desk.clock.in(Duration.ofHours(1)), "run:logs");
      desk.clock.pass(Duration.ofHours(1));
      desk.files.tell();
      Eventually.isTrue("the next end is told", () -> told.size() == 2);
      assertThat(told.getLast().capability()).isEqualTo("run:logs");
    }
  }

  @Test
  void aTermThatEndedWhileNoKernelRanIsToldAtTheStartOnce() throws Exception {
    try (Desk desk = desk()) {
      try (Terms terms = start(desk)) {
        assertThat(terms).isNotNull();
        awaitFirstLook(desk);
        desk.grant(desk.by("root"), "bob", desk.clock.in(Duration.ofHours(1)), "run:start");
      }
      desk.clock.pass(Duration.ofHours(2));
      try (Desk again = desk.reopened()) {
        try (Terms terms = start(again)) {
          assertThat(terms).isNotNull();
          Eventually.isTrue("told", () -> told.size() == 1);
          Eventually.isTrue("written down", () -> again.clock.instant().equals(again.files.ledger().termsSeen()));
        }
        again.clock.pass(Duration.ofHours(1));
        try (Desk third = again.reopened(); Terms terms = start(third)) {
          assertThat(terms).isNotNull();
          third.grant(third.by("root"), "bob", third.clock.in(Duration.ofHours(1)), "run:logs");
          third.clock.pass(Duration.ofHours(1));
          third.files.tell();
          Eventually.isTrue("the next is told", () -> told.size() == 2);
          assertThat(told).extracting(Terms.Ended::capability).containsExactly("run:start", "run:logs");
        }
      }
    }
  }

  @Test
  void anEndThatCouldNotBeRecordedIsToldAgain() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    try (Desk desk = desk(); Terms terms = Terms.start(desk.files, desk.clock, ended -> {
      if (tries.incrementAndGet() == 1) {
        throw new IllegalStateException("no room");
      }
      told.add(ended);
    })) {
      assertThat(terms).isNotNull();
      awaitFirstLook(desk);
      desk.grant(desk.by("root"), "bob", desk.clock.in(Duration.ofHours(1)), "run:start");
      desk.clock.pass(Duration.ofHours(1));
      desk.files.tell();
      Eventually.isTrue("tried at least once: the grant's own bell may ring late", () -> tries.get() >= 1);
      desk.files.tell();
      Eventually.isTrue("told", () -> told.size() == 1);
    }
  }

  @Test
  void anotherTermReplacesTheOneThatStands() throws Exception {
    try (Desk desk = desk()) {
      Instant soon = desk.clock.in(Duration.ofHours(1));
      Instant later = desk.clock.in(Duration.ofHours(2));
      desk.grant(desk.by("root"), "bob", soon, "run:start");
      assertThat(desk.grant(desk.by("root"), "bob", soon, "run:start").changed()).isFalse();
      assertThat(desk.grant(desk.by("root"), "bob", later, "run:start").changed()).isTrue();
      assertThat(desk.profile("bob").grants()).extracting(Grant::until).containsExactly(later);
      assertThat(desk.grant(desk.by("root"), "bob", null, "run:start").changed()).isTrue();
      assertThat(desk.profile("bob").grants()).hasSize(1);
      desk.clock.pass(Duration.ofHours(3));
      assertThat(desk.can("bob", "run:start")).isTrue();
      desk.agreesWithFiles(folder);
    }
  }

  @Test
  void authorReasonAndMomentStandInTheFile() throws Exception {
    try (Desk desk = desk()) {
      desk.caps.grant(desk.by("root"), "bob", new CapsChanges.Gift(List.of("run:start"), null, "for the night shift", "root"));
      try (Desk again = desk.reopened()) {
        assertThat(again.profile("bob").grants())
            .containsExactly(new Grant(CapabilityPattern.parse("run:start"), null, "for the night shift", "root", again.clock.instant()));
      }
    }
  }

  @Test
  void aTermInThePastOrNowIsRefused() throws Exception {
    try (Desk desk = desk()) {
      for (Instant until : List.of(desk.clock.instant(), desk.clock.in(Duration.ofDays(-1)), Instant.EPOCH)) {
        assertThat(desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> desk.grant(desk.by("root"), "bob", until, "run:start")))
            .contains("until").contains("past");
      }
    }
  }

  @Test
  void aTermNoFileCanSayIsRefused() throws Exception {
    try (Desk desk = desk()) {
      Instant far = Instant.parse("+12000-01-01T00:00:00Z");
      desk.refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> desk.grant(desk.by("root"), "bob", far, "run:start"));
    }
  }

  @Test
  void aClockThatIsBehindTakesNoTermsButGrantsWithoutOne() throws Exception {
    try (Desk desk = desk()) {
      desk.behind = Duration.ofMinutes(5);
      assertThat(
              desk.refused(
                  ErrorCode.ERROR_CODE_FAILED_PRECONDITION,
                  () -> desk.grant(desk.by("root"), "bob", desk.clock.in(Duration.ofHours(1)), "run:start")))
          .contains("300 s behind");
      assertThat(desk.grant(desk.by("root"), "bob", null, "run:start").changed()).isTrue();
    }
  }

  @Test
  void aGrantThatExpiredBeforeTheFileWasReadGivesNothing() throws Exception {
    try (Desk desk = Desk.with(
        folder,
        Desk.person("bob", List.of())
            .withGrants(List.of(new Grant(CapabilityPattern.parse("run:start"), Instant.parse("2020-01-01T00:00:00Z"), "", "", null))))) {
      assertThat(desk.can("bob", "run:start")).isFalse();
      assertThat(desk.files.problems()).isEmpty();
      assertThat(desk.grant(desk.by("root"), "bob", null, "run:start").delta()).containsExactly(new Delta("bob", "run:start", true));
    }
  }
}
