package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.kernel.capsule.InstalledCapsule.State;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.seal.Signer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CapsuleUpgradeTest {

  private static final String CALL = "{\"text\":\"hi\"}";

  @TempDir Path folder;
  private CapsuleBench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new CapsuleBench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String answer() {
    return bench.tools().call("guest/echo", CALL);
  }

  @Test
  void anUpgradeServesFromThenOnAndAfterARestart() throws Exception {
    bench.put(GuestJar.version("1.0.0"), false);
    InstalledCapsule next = bench.put(GuestJar.version("1.1.0"), true);
    assertThat(next.state()).isEqualTo(State.READY);
    assertThat(answer()).isEqualTo("{\"version\":\"1.1.0\"}");
    assertThat(System.getProperty(GuestJar.STOPPED)).as("the former one was stopped").isEqualTo("yes");
    bench.close();
    bench = new CapsuleBench(folder, bench.key, true);
    assertThat(answer()).isEqualTo("{\"version\":\"1.1.0\"}");
  }

  @Test
  void installingAnotherVersionTellsOfUpgradeAndUpgradingWhatIsNotThereOfNothing() throws Exception {
    assertThat(bench.refusal(bench.request(GuestJar.version("1.0.0"), true, ""))).startsWith("ERROR_CODE_NOT_FOUND");
    bench.put(GuestJar.version("1.0.0"), false);
    assertThat(bench.refusal(bench.request(GuestJar.version("1.1.0"), false, "")))
        .isEqualTo("ERROR_CODE_FAILED_PRECONDITION: guest 1.0.0 is installed; replace it with 'reeve capsule upgrade'");
    assertThat(answer()).isEqualTo("{\"version\":\"1.0.0\"}");
  }

  @Test
  void underLoadNoCallFailsWhileVersionsAreReplacedAndReloaded() throws Exception {
    bench.put(GuestJar.version("1.0.0"), false);
    ToolOperations tools = bench.tools();
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Set<String> answers = ConcurrentHashMap.newKeySet();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      callers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (!over.get()) {
                        answers.add(tools.call("guest/echo", CALL));
                      }
                    } catch (Throwable e) {
                      failure.compareAndSet(null, e);
                    }
                  }));
    }
    for (int minor = 1; minor <= 10; minor++) {
      bench.put(GuestJar.version("1." + minor + ".0"), true);
      bench.operations.reload("guest", step -> {});
    }
    over.set(true);
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(answers).contains("{\"version\":\"1.10.0\"}").hasSizeGreaterThan(2);
    assertThat(bench.operations.figures("guest", "tool", "guest/echo").errors()).isZero();
  }

  @Test
  void aCallInFlightFinishesOnTheVersionItBeganOn() throws Exception {
    System.clearProperty("reeve.test.inside");
    System.clearProperty("reeve.test.go");
    String slow =
        """
        context.tool("guest/echo", input -> {
          System.setProperty("reeve.test.inside", "yes");
          while (System.getProperty("reeve.test.go") == null) { Thread.onSpinWait(); }
          return Map.of("version", "1.0.0");
        });
        context.command("guest-say", args -> List.of());
        """;
    bench.put(GuestJar.sound().starting(slow), false);
    AtomicReference<String> answered = new AtomicReference<>("");
    Thread caller = Thread.ofVirtual().start(() -> answered.set(answer()));
    while (System.getProperty("reeve.test.inside") == null) {
      Thread.onSpinWait();
    }
    CountDownLatch swapped = new CountDownLatch(1);
    InstallRequest upgrade = bench.request(GuestJar.version("1.1.0"), true, "");
    Thread upgrading =
        Thread.ofVirtual()
            .start(
                () ->
                    bench.operations.install(
                        upgrade,
                        step -> {
                          if (step instanceof InstallStep.Progress(String words) && words.equals("guest 1.0.0 finishes 1 in flight")) {
                            swapped.countDown();
                          }
                        }));
    assertThat(swapped.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(answer()).as("new calls meet the new version").isEqualTo("{\"version\":\"1.1.0\"}");
    assertThat(bench.operations.leaving("guest")).containsExactly("1.0.0");
    assertThat(System.getProperty(GuestJar.STOPPED)).isNull();
    System.setProperty("reeve.test.go", "yes");
    caller.join();
    upgrading.join();
    assertThat(answered.get()).isEqualTo("{\"version\":\"1.0.0\"}");
    assertThat(bench.operations.leaving("guest")).isEmpty();
    assertThat(System.getProperty(GuestJar.STOPPED)).isEqualTo("yes");
  }

  @Test
  void whatIsUnloadedDrainsUntilItsLastCallIsOver() throws Exception {
    System.clearProperty("reeve.test.inside");
    System.clearProperty("reeve.test.go");
    String slow =
        """
        context.tool("guest/echo", input -> {
          System.setProperty("reeve.test.inside", "yes");
          while (System.getProperty("reeve.test.go") == null) { Thread.onSpinWait(); }
          return Map.of("version", "1.0.0");
        });
        context.command("guest-say", args -> List.of());
        """;
    bench.put(GuestJar.sound().starting(slow), false);
    AtomicReference<String> answered = new AtomicReference<>("");
    Thread caller = Thread.ofVirtual().start(() -> answered.set(answer()));
    while (System.getProperty("reeve.test.inside") == null) {
      Thread.onSpinWait();
    }
    CountDownLatch draining = new CountDownLatch(1);
    Thread unloading =
        Thread.ofVirtual()
            .start(
                () -> {
                  InstalledCapsule unused = bench.operations.unload("guest", false, "ada", step -> draining.countDown());
                });
    assertThat(draining.await(60, TimeUnit.SECONDS)).isTrue();
    InstalledCapsule going = bench.operations.find("guest");
    assertThat(going.state()).isEqualTo(State.DRAINING);
    assertThat(going.inFlight()).isEqualTo(1);
    assertThat(bench.tools().tools()).isEmpty();
    bench.operations.tend();
    bench.operations.look(true);
    assertThat(bench.operations.find("guest").state()).as("nobody brings it back").isEqualTo(State.DRAINING);
    System.setProperty("reeve.test.go", "yes");
    caller.join();
    unloading.join();
    assertThat(answered.get()).isEqualTo("{\"version\":\"1.0.0\"}");
    assertThat(bench.operations.find("guest").state()).isEqualTo(State.STOPPED);
  }

  @Test
  void aVersionThatIsNotHealthyOrDoesNotStartLeavesTheFormerOneServing() throws Exception {
    bench.put(GuestJar.version("1.0.0"), false);
    String lock = Files.readString(folder.resolve("capsules.lock"));
    GuestJar ill =
        GuestJar.version("1.1.0").starting(GuestJar.REGISTER, "@Override public Health health() { return Health.failing(\"no fuel\"); }");
    assertThat(bench.refusal(bench.request(ill, true, ""))).isEqualTo("START: capsule refused: it is not healthy: no fuel");
    GuestJar broken = GuestJar.version("1.1.0").starting("throw new IllegalStateException(\"odd\");");
    assertThat(bench.refusal(bench.request(broken, true, ""))).startsWith("START: capsule refused: capsule guest failed");
    GuestJar lying = GuestJar.version("1.1.0").starting("");
    assertThat(bench.refusal(bench.request(lying, true, ""))).contains("it announced [guest/echo, guest-say] and did not register them");
    assertThat(answer()).isEqualTo("{\"version\":\"1.0.0\"}");
    assertThat(folder.resolve("capsules.lock")).hasContent(lock);
    assertThat(bench.operations.find("guest").pin().version()).isEqualTo("1.0.0");
  }

  @Test
  void permissionsThatGrowAreTakenOnlyWithTheDigestOfWhatTheyAre() throws Exception {
    bench.trust("allowed_permissions = [\"fs:read@/srv/**\"]\n");
    bench.put(GuestJar.version("1.0.0"), false);
    String asks = "[permissions]\nhost = [\"fs:read@/srv/data/**\"]\n";
    GuestJar asking = GuestJar.version("1.1.0").manifest(GuestJar.manifest("guest", "1.1.0", asks + GuestJar.PROVIDES));
    assertThat(bench.refusal(bench.request(asking, true, "")))
        .startsWith("ERROR_CODE_APPROVAL_REQUIRED: guest 1.1.0 asks for fs:read@/srv/data/**; somebody has to accept ");
    assertThat(bench.refusal(bench.request(asking, true, "0".repeat(64)))).contains("what was accepted is another");
    InstallRequest dry =
        new InstallRequest(asking.fileName(), asking.bytes(), Signer.sign(bench.key, asking.bytes()), true, "", false, false, true);
    PermissionReview review = java.util.Objects.requireNonNull(bench.operations.install(dry, step -> {}).review());
    assertThat(review.added()).containsExactly("fs:read@/srv/data/**");
    assertThat(review.union()).containsExactly("fs:read@/srv/data/**");
    assertThat(answer()).as("a dry run changes nothing").isEqualTo("{\"version\":\"1.0.0\"}");
    assertThat(bench.install(bench.request(asking, true, review.digest())).pin().permissions()).containsExactly("fs:read@/srv/data/**");
    GuestJar fewer = GuestJar.version("1.2.0");
    assertThat(bench.put(fewer, true).pin().permissions()).as("fewer need no answer").isEmpty();
    GuestJar again = GuestJar.version("1.3.0").manifest(GuestJar.manifest("guest", "1.3.0", asks + GuestJar.PROVIDES));
    assertThat(bench.refusal(bench.request(again, true, review.digest()))).as("an answer is for one jar").startsWith("ERROR_CODE_APPROVAL_REQUIRED");
  }

  @Test
  void thePermissionsInTheLockFileAreThoseItIsLoadedWith() throws Exception {
    bench.trust("allowed_permissions = [\"fs:read@/srv/**\"]\n");
    String asks = "[permissions]\nhost = [\"fs:read@/srv/data/**\"]\n";
    bench.putAccepting(GuestJar.sound().manifest(GuestJar.manifest("guest", "1.0.0", asks + GuestJar.PROVIDES)));
    bench.close();
    Path lock = folder.resolve("capsules.lock");
    Files.writeString(lock, Files.readString(lock).replace("\"fs:read@/srv/data/**\"", "\"fs:read@/srv/data/a\""));
    bench = new CapsuleBench(folder, bench.key, true);
    assertThat(bench.operations.find("guest").reason())
        .isEqualTo("capsule refused: it asks for fs:read@/srv/data/**, which was not approved");
    assertThat(System.getProperty(GuestJar.DEFINED)).isNull();
  }

  @Test
  void rollbackAndJumpsTakeAFlagAndAnAnswer() throws Exception {
    bench.put(GuestJar.version("2.0.0"), false);
    assertThat(bench.refusal(bench.request(GuestJar.version("1.9.0"), true, "")))
        .isEqualTo("ROLLBACK: capsule refused: guest 1.9.0 is older than 2.0.0, which was installed before");
    assertThat(bench.refusal(bench.request(GuestJar.version("4.0.0"), true, ""))).startsWith("FAST_FORWARD: capsule refused: guest 4.0.0 jumps");
    byte[] jar = GuestJar.version("1.9.0").bytes();
    byte[] seal = Signer.sign(bench.key, jar);
    String file = "guest-1.9.0.capsule.jar";
    InstallRequest asked = new InstallRequest(file, jar, seal, true, "", true, false, false);
    assertThat(bench.refusal(asked)).startsWith("ERROR_CODE_APPROVAL_REQUIRED: guest 1.9.0 guest 1.9.0 is older than 2.0.0");
    String digest =
        java.util.Objects.requireNonNull(bench.operations.install(new InstallRequest(file, jar, seal, true, "", true, false, true), step -> {}).review())
            .digest();
    assertThat(bench.install(new InstallRequest(file, jar, seal, true, digest, true, false, false)).pin().version()).isEqualTo("1.9.0");
    bench.operations.remove("guest", false, step -> {});
    assertThat(bench.refusal(bench.request(GuestJar.version("1.9.5"), false, ""))).as("what was seen outlives a removal").startsWith("ROLLBACK");
  }

  @Test
  void aNameBelongsToThePublisherItIsInstalledFrom() throws Exception {
    bench.put(GuestJar.version("1.0.0"), false);
    var other = dev.reeve.seal.SigningKey.generate("evil");
    Files.writeString(
        folder.resolve("publishers.toml"),
        Files.readString(folder.resolve("publishers.toml")) + "[[publisher]]\nname = \"evil\"\nkey = \"" + other.fingerprint().hex()
            + "\"\nmax_isolation = \"in-kernel\"\nallowed_permissions = [\"jdk:system\"]\n");
    byte[] jar = GuestJar.version("1.1.0").bytes();
    InstallRequest theirs = new InstallRequest("guest-1.1.0.capsule.jar", jar, Signer.sign(other, jar), true, "", false, false, false);
    assertThat(bench.refusal(theirs)).startsWith("PUBLISHER: capsule refused: guest is installed from acme");
    byte[] claiming = GuestJar.silent("other", "1.0.0", "publisher = \"acme\"\n").bytes();
    InstallRequest claim = new InstallRequest("other-1.0.0.capsule.jar", claiming, Signer.sign(other, claiming), false, "", false, false, false);
    assertThat(bench.refusal(claim)).isEqualTo("WRONG_KEY: capsule refused: it says that it is of acme, but a key of evil signed it");
  }

  @Test
  void aFailureToWriteTheLockLeavesTheFormerVersionServing() throws Exception {
    bench.put(GuestJar.version("1.0.0"), false);
    Path lock = folder.resolve("capsules.lock");
    Files.delete(lock);
    Files.createDirectories(lock.resolve("in-the-way"));
    assertThatThrownBy(() -> bench.put(GuestJar.version("1.1.0"), true)).isInstanceOf(KernelException.class);
    assertThat(answer()).isEqualTo("{\"version\":\"1.0.0\"}");
  }
}
