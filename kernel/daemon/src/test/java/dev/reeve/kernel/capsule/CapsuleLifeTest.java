package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.kernel.capsule.InstalledCapsule.State;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.figures.Figures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CapsuleLifeTest {

  private static final String ILL = "reeve.test.ill";

  /** Healthy while no property says that it is not, whether it starts or serves. */
  private static final GuestJar DELICATE =
      GuestJar.sound()
          .starting(
              GuestJar.REGISTER,
              "@Override public Health health() { String ill = System.getProperty(\"" + ILL + "\"); return ill == null ? Health.ok() : Health.failing(ill); }");

  @TempDir Path folder;
  private CapsuleBench bench;

  @BeforeEach
  void open() throws Exception {
    System.clearProperty(ILL);
    bench = new CapsuleBench(folder);
  }

  @AfterEach
  void close() {
    System.clearProperty(ILL);
    bench.close();
  }

  private InstalledCapsule guest() {
    return bench.operations.find("guest");
  }

  private KernelException failure(Runnable work) {
    return catchThrowableOfType(KernelException.class, work::run);
  }

  @Test
  void whatFallsIllIsTriedAgainAtGrowingIntervalsAndThenLeftAlone() throws Exception {
    bench.put(DELICATE, false);
    bench.operations.tend();
    assertThat(guest().state()).isEqualTo(State.READY);
    System.setProperty(ILL, "no fuel");
    bench.operations.tend();
    assertThat(guest().state()).isEqualTo(State.FAILED);
    assertThat(guest().reason()).isEqualTo("it is not healthy: no fuel");
    assertThat(bench.tools().tools()).as("it serves nothing").isEmpty();
    List<Duration> waits = new ArrayList<>();
    while (guest().state() == State.FAILED) {
      waits.add(Duration.between(bench.clock.instant(), guest().nextAttempt()));
      bench.operations.tend();
      bench.clock.pass(waits.getLast());
      bench.operations.tend();
    }
    assertThat(waits).extracting(Duration::toSeconds).containsExactly(2L, 4L, 8L, 16L, 32L);
    assertThat(guest().state()).isEqualTo(State.QUARANTINED);
    assertThat(guest().nextAttempt()).isNull();
    bench.clock.pass(Duration.ofDays(1));
    System.clearProperty(ILL);
    bench.operations.tend();
    bench.operations.look(true);
    assertThat(guest().state()).as("only somebody brings it back").isEqualTo(State.QUARANTINED);
  }

  @Test
  void loadingItAgainDoesNotResetTheCount() throws Exception {
    bench.put(DELICATE, false);
    System.setProperty(ILL, "no fuel");
    bench.operations.tend();
    for (int tried = 2; tried <= 6; tried++) {
      KernelException refused = failure(() -> bench.operations.reload("guest", step -> {}));
      assertThat(refused).hasMessage("capsule refused: it is not healthy: no fuel");
      assertThat(guest().failures()).isEqualTo(tried);
    }
    assertThat(guest().state()).isEqualTo(State.QUARANTINED);
    System.clearProperty(ILL);
    assertThat(bench.operations.reload("guest", step -> {}).state()).isEqualTo(State.READY);
    assertThat(guest().failures()).isEqualTo(6);
    System.setProperty(ILL, "again");
    bench.operations.tend();
    assertThat(guest().state()).isEqualTo(State.QUARANTINED);
    System.clearProperty(ILL);
    bench.operations.reload("guest", step -> {});
    bench.clock.pass(Restarts.FORGIVEN);
    bench.operations.tend();
    assertThat(guest().failures()).as("forgotten after a while without failure").isZero();
  }

  @Test
  void aHealthThatDoesNotSayWhyIsIllAndHoldsUpNobodyNorTheStart() throws Exception {
    GuestJar mute =
        GuestJar.sound()
            .starting(
                GuestJar.REGISTER,
                "@Override public Health health() { return System.getProperty(\"" + ILL + "\") == null ? Health.ok() : new Health(false, null); }");
    bench.put(mute, false);
    bench.put(GuestJar.silent("other", "1.0.0", ""), false);
    System.setProperty(ILL, "yes");
    bench.operations.tend();
    assertThat(guest().reason()).isEqualTo("it is not healthy: it does not say why");
    assertThat(bench.operations.find("other").state()).isEqualTo(State.READY);
    bench.close();
    bench = new CapsuleBench(folder, bench.key, true);
    assertThat(guest().state()).isEqualTo(State.FAILED);
    assertThat(bench.operations.find("other").state()).isEqualTo(State.READY);
  }

  @Test
  void aCapsuleOfWhichEveryPlaceIsTakenIsNotIll() throws Exception {
    bench.put(GuestJar.sound(), false);
    GuestCalls calls = java.util.Objects.requireNonNull(guest().running()).guest().calls();
    CountDownLatch busy = new CountDownLatch(GuestCalls.AT_ONCE);
    CountDownLatch release = new CountDownLatch(1);
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < GuestCalls.AT_ONCE; i++) {
      callers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      boolean unused =
                          calls.call(Duration.ofMinutes(1), () -> {
                            busy.countDown();
                            return release.await(60, TimeUnit.SECONDS);
                          });
                    } catch (CapsuleException e) {
                      throw new AssertionError(e);
                    }
                  }));
    }
    busy.await();
    bench.operations.tend();
    assertThat(guest().state()).isEqualTo(State.READY);
    assertThat(bench.operations.reload("guest", step -> release.countDown()).state()).isEqualTo(State.READY);
    for (Thread caller : callers) {
      caller.join();
    }
  }

  @Test
  void whatServesAgainWaitsForNothing() throws Exception {
    bench.put(DELICATE, false);
    System.setProperty(ILL, "no fuel");
    bench.operations.tend();
    assertThat(bench.operations.nextLook(Duration.ofSeconds(10))).isEqualTo(bench.clock.instant().plusSeconds(2));
    System.clearProperty(ILL);
    bench.clock.pass(Duration.ofSeconds(2));
    bench.operations.tend();
    assertThat(guest().nextAttempt()).isNull();
    assertThat(bench.operations.nextLook(Duration.ofSeconds(10))).isEqualTo(bench.clock.instant().plusSeconds(10));
  }

  @Test
  void unloadingDoesNotResetTheCount() throws Exception {
    bench.put(DELICATE, false);
    System.setProperty(ILL, "no fuel");
    bench.operations.tend();
    InstalledCapsule unloaded = bench.operations.unload("guest", false, "ada", step -> {});
    assertThat(unloaded.failures()).isEqualTo(1);
    assertThat(unloaded.nextAttempt()).isNull();
  }

  @Test
  void callsThatDoNotComeBackAreCountedOverReloads() throws Exception {
    System.clearProperty("reeve.test.free");
    bench.put(GuestJar.sound(), false);
    try {
      for (int i = 0; i < 3; i++) {
        GuestCalls calls = java.util.Objects.requireNonNull(guest().running()).guest().calls();
        CapsuleException late =
            catchThrowableOfType(
                CapsuleException.class,
                () -> calls.call(Duration.ofMillis(1), () -> {
                  while (System.getProperty("reeve.test.free") == null) {
                    Thread.onSpinWait();
                  }
                  return true;
                }));
        assertThat(late).hasMessageContaining("did not answer");
        bench.operations.reload("guest", step -> {});
        assertThat(java.util.Objects.requireNonNull(guest().running()).guest().calls().left()).isEqualTo(i + 1);
      }
    } finally {
      System.setProperty("reeve.test.free", "yes");
    }
  }

  @Test
  void twoCapsulesThatSayTheyAreEqualAreToldApart() throws Exception {
    GuestJar alike =
        GuestJar.sound()
            .starting(GuestJar.REGISTER, "@Override public boolean equals(Object other) { return true; } @Override public int hashCode() { return 1; }");
    bench.put(alike, false);
    bench.operations.reload("guest", step -> {});
    bench.operations.reload("guest", step -> {});
    assertThat(bench.operations.leaving("guest")).isEmpty();
    assertThat(bench.tools().call("guest/echo", "{\"text\":\"hi\"}")).isEqualTo("{\"said\":\"hi\"}");
  }

  @Test
  void whatComesBackToHealthServesAgainByItself() throws Exception {
    bench.put(DELICATE, false);
    System.setProperty(ILL, "no fuel");
    bench.operations.tend();
    System.clearProperty(ILL);
    bench.clock.pass(Duration.ofSeconds(2));
    bench.operations.tend();
    assertThat(guest().state()).isEqualTo(State.READY);
    assertThat(bench.tools().call("guest/echo", "{\"text\":\"hi\"}")).isEqualTo("{\"said\":\"hi\"}");
  }

  @Test
  void aHealthThatNeverAnswersIsIll() throws Exception {
    System.clearProperty("reeve.test.hang");
    GuestJar hanging =
        GuestJar.sound()
            .starting(
                GuestJar.REGISTER,
                "@Override public Health health() { while (System.getProperty(\"reeve.test.hang\") != null) { Thread.onSpinWait(); } return Health.ok(); }");
    bench.put(hanging, false);
    System.setProperty("reeve.test.hang", "yes");
    try {
      bench.operations.tend();
      assertThat(guest().reason()).isEqualTo("it is not healthy: capsule guest did not answer within 1 s");
    } finally {
      System.clearProperty("reeve.test.hang");
    }
  }

  @Test
  void trustThatEndsWhileItServesStopsItAndTrustThatIsGivenBackStartsIt() throws Exception {
    bench.put(GuestJar.sound(), false);
    bench.trust("revoked = true\n");
    bench.operations.look(true);
    assertThat(guest().state()).isEqualTo(State.FAILED);
    assertThat(guest().reason()).isEqualTo("capsule refused: the key of acme is revoked");
    assertThat(bench.tools().tools()).isEmpty();
    bench.trust("not_after = 2026-06-01T13:00:00Z\n");
    bench.operations.look(true);
    assertThat(guest().state()).isEqualTo(State.READY);
    bench.clock.pass(Duration.ofHours(1));
    bench.operations.look(false);
    assertThat(guest().reason()).isEqualTo("capsule refused: acme was trusted until 2026-06-01T13:00:00Z");
  }

  @Test
  void aFileOfPublishersThatIsBrokenWhileItServesStopsNothing() throws Exception {
    bench.put(GuestJar.sound(), false);
    Files.writeString(folder.resolve("publishers.toml"), "trust_version = ");
    bench.operations.look(true);
    assertThat(guest().state()).isEqualTo(State.READY);
    assertThat(bench.operations.problems()).singleElement().asString().startsWith("what holds for capsules cannot be read, and what held goes on");
    bench.trust("");
    bench.operations.look(true);
    assertThat(bench.operations.problems()).isEmpty();
  }

  @Test
  void aLockFileWithAPermissionThatIsNoneStopsThatOneAlone() throws Exception {
    bench.put(GuestJar.sound(), false);
    bench.put(GuestJar.silent("other", "1.0.0", ""), false);
    Path lock = folder.resolve("capsules.lock");
    bench.close();
    Files.writeString(lock, Files.readString(lock).replaceFirst("permissions = \\[\\]", "permissions = [\"**\"]"));
    bench = new CapsuleBench(folder, bench.key, true);
    assertThat(guest().state()).isEqualTo(State.FAILED);
    assertThat(bench.operations.find("other").state()).isEqualTo(State.READY);
    bench.trust("revoked = true\n");
    bench.operations.look(true);
    assertThat(bench.operations.find("other").state()).isEqualTo(State.FAILED);
  }

  @Test
  void aCopyThatIsRemovedFromTheDiskIsToldWhileItGoesOnServing() throws Exception {
    InstalledCapsule installed = bench.put(GuestJar.sound(), false);
    Path stored = folder.resolve("blobs").resolve(installed.pin().digest().substring(0, 2)).resolve(installed.pin().digest());
    byte[] copy = Files.readAllBytes(stored);
    Files.delete(stored);
    bench.operations.tend();
    assertThat(guest().state()).isEqualTo(State.READY);
    assertThat(guest().reason()).startsWith("its copy on the disk is gone");
    KernelException refused = failure(() -> bench.operations.reload("guest", step -> {}));
    assertThat(refused.details()).containsEntry("check", "DIGEST");
    assertThat(bench.tools().call("guest/echo", "{\"text\":\"hi\"}")).isEqualTo("{\"said\":\"hi\"}");
    Files.write(stored, copy);
    bench.operations.tend();
    assertThat(guest().reason()).isEmpty();
  }

  @Test
  void callsThatNeverComeBackEndInQuarantineBeforeTheyTakeEveryPlace() throws Exception {
    System.clearProperty("reeve.test.free");
    GuestJar stuck =
        GuestJar.sound()
            .starting(
                "context.tool(\"guest/echo\", input -> Map.of(\"said\", \"hi\")); context.command(\"guest-say\", args -> List.of());",
                "@Override public Health health() { if (System.getProperty(\"reeve.test.stick\") != null) { while (System.getProperty(\"reeve.test.free\") == null) { Thread.onSpinWait(); } } return Health.ok(); }");
    bench.put(stuck, false);
    System.setProperty("reeve.test.stick", "yes");
    try {
      GuestCalls calls = java.util.Objects.requireNonNull(guest().running()).guest().calls();
      for (int i = 0; i < CapsuleLife.MOST_LEFT; i++) {
        CapsuleException late =
            catchThrowableOfType(
                CapsuleException.class,
                () -> calls.call(Duration.ofMillis(1), () -> {
                  while (System.getProperty("reeve.test.free") == null) {
                    Thread.onSpinWait();
                  }
                  return true;
                }));
        assertThat(late).hasMessageContaining("did not answer");
      }
      bench.operations.tend();
      assertThat(guest().state()).isEqualTo(State.QUARANTINED);
      assertThat(guest().reason()).startsWith("16 calls never came back");
    } finally {
      System.clearProperty("reeve.test.stick");
      System.setProperty("reeve.test.free", "yes");
    }
  }

  @Test
  void whatIsUnloadedStaysSoOverARestartUntilItIsLoadedAgain() throws Exception {
    bench.put(GuestJar.sound(), false);
    InstalledCapsule unloaded = bench.operations.unload("guest", false, "ada", step -> {});
    assertThat(unloaded.state()).isEqualTo(State.STOPPED);
    assertThat(unloaded.reason()).isEqualTo("unloaded by ada");
    assertThat(System.getProperty(GuestJar.STOPPED)).isEqualTo("yes");
    bench.close();
    bench = new CapsuleBench(folder, bench.key, true);
    assertThat(guest().state()).isEqualTo(State.STOPPED);
    assertThat(System.getProperty(GuestJar.DEFINED)).as("present but disabled: no class is defined").isNull();
    bench.operations.look(true);
    assertThat(guest().state()).isEqualTo(State.STOPPED);
    assertThat(bench.operations.reload("guest", step -> {}).state()).isEqualTo(State.READY);
    bench.close();
    bench = new CapsuleBench(folder, bench.key, true);
    assertThat(guest().state()).isEqualTo(State.READY);
  }

  @Test
  void aRemovedCapsuleIsGoneAndCanBeInstalledAgain() throws Exception {
    bench.put(GuestJar.sound(), false);
    bench.tools().call("guest/echo", "{\"text\":\"hi\"}");
    bench.operations.remove("guest", false, bench.progress::add);
    assertThat(bench.progress).endsWith("guest is removed");
    assertThat(System.getProperty(GuestJar.STOPPED)).isEqualTo("yes");
    assertThat(bench.operations.list()).isEmpty();
    assertThat(failure(() -> bench.tools().call("guest/echo", "{}"))).hasMessageContaining("guest/echo");
    assertThat(failure(() -> bench.operations.remove("guest", false, step -> {}))).hasMessageContaining("guest");
    bench.close();
    bench = new CapsuleBench(folder, bench.key, true);
    assertThat(bench.operations.list()).isEmpty();
    assertThat(bench.put(GuestJar.sound(), false).state()).isEqualTo(State.READY);
    assertThat(bench.operations.figures("guest", "tool", "guest/echo").calls()).isZero();
  }

  @Test
  void figuresTellCallsErrorsAndHowLongTheyTook() throws Exception {
    bench.put(GuestJar.sound().starting(
        "context.tool(\"guest/echo\", input -> { if (input.get(\"text\").equals(\"no\")) { throw new CapsuleException(CapsuleException.Kind.STATE, \"no\"); } return Map.of(); });"
            + "context.command(\"guest-say\", args -> List.of());"), false);
    for (int i = 0; i < 9; i++) {
      bench.tools().call("guest/echo", "{\"text\":\"yes\"}");
    }
    assertThat(failure(() -> bench.tools().call("guest/echo", "{\"text\":\"no\"}"))).hasMessage("no");
    Figures figures = bench.operations.figures("guest", "tool", "guest/echo");
    assertThat(figures.calls()).isEqualTo(10);
    assertThat(figures.errors()).isEqualTo(1);
    assertThat(figures.p50()).isPositive().isLessThanOrEqualTo(figures.p99());
    assertThat(bench.operations.figures("guest", "command", "guest-say").calls()).isZero();
  }
}
