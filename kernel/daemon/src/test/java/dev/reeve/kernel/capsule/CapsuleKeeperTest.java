package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.capsule.InstalledCapsule.State;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.seal.Signer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CapsuleKeeperTest {

  @TempDir Path folder;
  private CapsuleBench bench;
  private CapsuleKeeper keeper;
  private Path inbox;
  private final BlockingQueue<String> journal = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
  private final AtomicBoolean held = new AtomicBoolean();
  private final AtomicBoolean failing = new AtomicBoolean();
  private final AtomicBoolean unauditable = new AtomicBoolean();

  @BeforeEach
  void open() throws Exception {
    bench = new CapsuleBench(folder);
    inbox = Files.createDirectories(folder.resolve("inbox"));
    keep();
  }

  private void keep() throws Exception {
    keeper =
        CapsuleKeeper.start(
            bench.operations,
            new CapsuleKeeper.Watched(folder, folder.resolve("revocations"), inbox),
            new CapsuleKeeper.Journal() {
              @Override
              public void taking(String file, String digest) {
                if (failing.get()) {
                  journal.add("failed " + file);
                  throw new OutOfMemoryError("not really");
                }
                if (unauditable.get()) {
                  journal.add("not audited " + file);
                  throw KernelException.unavailable("this cannot be audited", new IllegalStateException());
                }
              }

              @Override
              public void taken(String file, String outcome) {
                journal.add(file + " " + outcome);
              }

              @Override
              public void changed(String capsule, String version, State state, String reason) {
                changes.add(capsule + " " + version + " " + state + " " + reason);
              }
            },
            held::get);
  }

  @AfterEach
  void close() throws Exception {
    keeper.close();
    bench.close();
  }

  /** Lays a capsule down as careful people do: complete or not at all, the signature last. */
  private void lay(GuestJar jar) throws Exception {
    Path made = Files.write(folder.resolve("made"), jar.bytes());
    Files.move(made, inbox.resolve(jar.fileName()), StandardCopyOption.ATOMIC_MOVE);
    Path seal = Files.write(folder.resolve("made"), Signer.sign(bench.key, jar.bytes()));
    Files.move(seal, inbox.resolve(jar.fileName() + ".p7s"), StandardCopyOption.ATOMIC_MOVE);
  }

  private String next() throws InterruptedException {
    return String.valueOf(journal.poll(60, TimeUnit.SECONDS));
  }

  @Test
  void whatIsLaidIntoTheFolderIsInstalledAndReplacedWithoutARestart() throws Exception {
    lay(GuestJar.version("1.0.0"));
    assertThat(next()).isEqualTo("guest-1.0.0.capsule.jar OK");
    lay(GuestJar.version("1.1.0"));
    assertThat(next()).isEqualTo("guest-1.1.0.capsule.jar OK");
    assertThat(bench.operations.find("guest").pin().version()).isEqualTo("1.1.0");
    Files.delete(inbox.resolve("guest-1.1.0.capsule.jar"));
    assertThat(bench.operations.find("guest").state()).isEqualTo(State.READY);
  }

  @Test
  void whatIsRefusedIsToldUntilItIsTakenAway() throws Exception {
    GuestJar jar = GuestJar.version("1.0.0");
    Files.write(inbox.resolve(jar.fileName()), jar.bytes());
    Files.write(inbox.resolve(jar.fileName() + ".p7s"), new byte[] {1, 2, 3});
    assertThat(next()).startsWith("guest-1.0.0.capsule.jar capsule refused: ");
    awaitProblems(1);
    Files.delete(inbox.resolve(jar.fileName()));
    awaitProblems(0);
    assertThat(bench.operations.list()).isEmpty();
  }

  private void awaitProblems(int count) {
    while (keeper.problems().size() != count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void permissionsTakeAnAnswerBesideTheFile() throws Exception {
    bench.trust("allowed_permissions = [\"fs:read@/srv/**\"]\n");
    String asks = "[permissions]\nhost = [\"fs:read@/srv/data/**\"]\n";
    GuestJar asking = GuestJar.version("1.0.0").manifest(GuestJar.manifest("guest", "1.0.0", asks + GuestJar.PROVIDES));
    lay(asking);
    String told = next();
    assertThat(told).contains("somebody has to accept ");
    Files.writeString(inbox.resolve(asking.fileName() + ".accept"), told.substring(told.length() - 64) + "\n");
    assertThat(next()).isEqualTo("guest-1.0.0.capsule.jar OK");
  }

  @Test
  void aFolderThatIsMadeLaterAndTrustThatChangesAreSeen() throws Exception {
    lay(GuestJar.version("1.0.0"));
    assertThat(next()).endsWith("OK");
    bench.trust("revoked = true\n");
    while (bench.operations.find("guest").state() != State.FAILED) {
      Thread.onSpinWait();
    }
    assertThat(bench.operations.find("guest").reason()).isEqualTo("capsule refused: the key of acme is revoked");
    assertThat(changes.poll(60, TimeUnit.SECONDS)).isEqualTo("guest 1.0.0 FAILED capsule refused: the key of acme is revoked");
    bench.trust("");
    while (bench.operations.find("guest").state() != State.READY) {
      Thread.onSpinWait();
    }
    assertThat(changes.poll(60, TimeUnit.SECONDS)).isEqualTo("guest 1.0.0 READY ");
  }

  @Test
  void whatCannotBeAuditedIsNotTaken() throws Exception {
    unauditable.set(true);
    lay(GuestJar.version("1.0.0"));
    assertThat(next()).isEqualTo("not audited guest-1.0.0.capsule.jar");
    assertThat(bench.operations.list()).isEmpty();
  }

  @Test
  void whatWasRemovedFromTheKernelIsNotTakenAgain() throws Exception {
    lay(GuestJar.version("1.0.0"));
    assertThat(next()).endsWith("OK");
    bench.operations.remove("guest", false, step -> {});
    keeper.close();
    keep();
    lay(GuestJar.silent("other", "1.0.0", ""));
    assertThat(next()).isEqualTo("other-1.0.0.capsule.jar OK");
    assertThat(bench.operations.list()).extracting(InstalledCapsule::name).containsExactly("other");
  }

  @Test
  void whatWaitsForAnotherIsTakenWhenThatWasTaken() throws Exception {
    lay(GuestJar.silent("asking", "1.0.0", "[requires]\ncapsules = { core = \"^1\" }\n"));
    assertThat(next()).startsWith("asking-1.0.0.capsule.jar capsule refused: asking requires the capsule core ^1");
    lay(GuestJar.silent("core", "1.0.0", ""));
    assertThat(next()).isEqualTo("core-1.0.0.capsule.jar OK");
    assertThat(next()).isEqualTo("asking-1.0.0.capsule.jar OK");
  }

  @Test
  void anErrorOfOneLookDoesNotEndTheOthers() throws Exception {
    failing.set(true);
    lay(GuestJar.version("1.0.0"));
    assertThat(next()).isEqualTo("failed guest-1.0.0.capsule.jar");
    failing.set(false);
    lay(GuestJar.silent("other", "1.0.0", ""));
    assertThat(next()).isEqualTo("other-1.0.0.capsule.jar OK");
    assertThat(keeper.problems()).isEmpty();
  }

  @Test
  void aLinkInTheFolderIsNotFollowed() throws Exception {
    GuestJar jar = GuestJar.version("1.0.0");
    Path real = Files.write(folder.resolve("real"), jar.bytes());
    Files.write(inbox.resolve(jar.fileName() + ".p7s"), Signer.sign(bench.key, jar.bytes()));
    Files.createSymbolicLink(inbox.resolve(jar.fileName()), real);
    awaitProblems(1);
    assertThat(keeper.problems().getFirst()).endsWith("is no regular file");
    assertThat(bench.operations.list()).isEmpty();
  }
}
