package dev.reeve.cli.noun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestApprovals;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.LoginKey;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.DecideApprovalRequest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class CapsuleInstallTest {

  @TempDir Path home;

  private Typed type(String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).type(words);
  }

  private Path capsule(String name, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(7).nextBytes(content);
    Files.write(home.resolve(name + ".p7s"), new byte[] {1, 2, 3});
    return Files.write(home.resolve(name), content);
  }

  @Test
  void theWholeJarArrivesInChunksAndTheStepsAreTold() throws Exception {
    Path jar = capsule("test-1.0.0.capsule.jar", 5_000_001);
    try (TestKernel kernel = TestKernel.at(home)) {
      Typed typed = type("capsule", "install", jar.toString());
      assertThat(typed.err()).isEqualTo("  the digest matches\n");
      assertThat(typed.exit()).isZero();
      String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
      assertThat(typed.out()).containsPattern("DIGEST +" + digest).containsPattern("STATE +READY");
      assertThat(type("capsule", "list", "-o", "name").out()).isEqualTo("test\n");
      assertThat(kernel.calls()).hasSize(2);
    }
  }

  @Test
  void whatHasToBeApprovedIsShownAndSentAgainOnceItIs() throws Exception {
    String asking = capsule("asking-1.0.0.capsule.jar", 100).toString();
    String key = home.resolve("ada.key").toString();
    LoginKey.generate(Path.of(key));
    try (TestKernel kernel = TestKernel.at(home)) {
      Typed refused = type("capsule", "install", asking, "--no-input");
      assertThat(refused.exit()).isEqualTo(5);
      assertThat(refused.err())
          .contains("asks for    fs:read@/srv/**", "answer it with: reeve approval approve " + TestApprovals.id(1), "--approval " + TestApprovals.id(1));
      assertThat(type("capsule", "install", asking, "-y").exit()).as("-y agrees to nothing unseen").isEqualTo(5);
      assertThat(type("capsule", "install", asking, "--approval", TestApprovals.id(1)).exit()).as("nobody said yes").isEqualTo(5);
      assertThat(type("capsule", "list", "-o", "name").out()).isEmpty();
      assertThat(type("approval", "approve", TestApprovals.id(1), "-y", "--with-key", key).exit()).isZero();
      assertThat(type("capsule", "install", asking, "--approval", TestApprovals.id(1)).exit()).isZero();
      assertThat(type("capsule", "install", asking, "--approval", TestApprovals.id(1)).exit()).as("it is used").isEqualTo(5);
      assertThat(kernel.approvals().get(TestApprovals.id(1)).getState()).isEqualTo(ApprovalState.APPROVAL_STATE_USED);
    }
  }

  @Test
  void whoMayAnswerThemselvesSignsWhatIsShown() throws Exception {
    String asking = capsule("asking-1.0.0.capsule.jar", 100).toString();
    String key = home.resolve("ada.key").toString();
    LoginKey.generate(Path.of(key));
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(type("capsule", "install", asking, "--approve", "-y").err()).contains("no key was given", "reeve key generate");
      Typed other = type("capsule", "install", asking, "--approve", "-y", "--with-key", key);
      assertThat(other.exit()).isEqualTo(4);
      assertThat(other.err()).contains("who asked does not answer");
      kernel.gate().letThemselves();
      assertThat(type("capsule", "install", asking, "--approve", "--with-key", key, "--no-input").exit()).as("nobody agreed").isEqualTo(2);
      Typed.Desk desk = new Typed.Desk(home, ReeveCommand::execute);
      assertThat(desk.typeWithInput("n\n", "capsule", "install", asking, "--approve", "--with-key", key).err()).contains("nothing was signed");
      assertThat(type("capsule", "list", "-o", "name").out()).isEmpty();
      Typed done = desk.typeWithInput("y\n", "capsule", "install", asking, "--approve", "--with-key", key);
      assertThat(done.exit()).isZero();
      assertThat(done.err()).contains("for         install test", "\"jar\": ", "Sign 'once' to approval ", "approved ");
      assertThat(done.err().split("asks for    fs:read", -1)).as("the review is told once").hasSize(2);
      assertThat(kernel.last(DecideApprovalRequest.class).getDecision()).isEqualTo(ApprovalDecision.APPROVAL_DECISION_ONCE);
      assertThat(type("capsule", "list", "-o", "name").out()).isEqualTo("test\n");
    }
  }

  @Test
  void aDryRunShowsTheReviewAndItsDigestAlone() throws Exception {
    String asking = capsule("asking-1.0.0.capsule.jar", 100).toString();
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(type("capsule", "install", asking, "--dry-run").out()).containsPattern("NEW +fs:read@/srv/\\*\\*").containsPattern("TO APPROVE +yes");
      assertThat(type("capsule", "install", asking, "--dry-run", "-o", "name").out()).isEqualTo("ab".repeat(32) + "\n");
      assertThat(type("capsule", "list", "-o", "name").out()).isEmpty();
      assertThat(kernel.calls()).hasSize(3);
    }
  }

  @Test
  void removedUnloadedAndLoadedAgain() throws Exception {
    String jar = capsule("test-1.0.0.capsule.jar", 100).toString();
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(type("capsule", "install", jar).exit()).isZero();
      assertThat(type("capsule", "unload", "test").out()).containsPattern("STATE +STOPPED");
      assertThat(type("capsule", "reload", "test").err()).isEqualTo("  started\n");
      Typed all = type("capsule", "reload");
      assertThat(all.exit()).as("one of them failed").isEqualTo(1);
      assertThat(all.err()).contains("not loaded: ill: no fuel");
      assertThat(all.out()).contains("test");
      assertThat(type("capsule", "remove", "-y", "test", "--force").err()).isEqualTo("  test is removed by force\n");
      assertThat(type("capsule", "remove", "-y", "test").exit()).isEqualTo(3);
      assertThat(kernel.calls()).hasSize(6);
    }
  }

  @Test
  void psShowsEachContributionWithItsFigures() throws Exception {
    String jar = capsule("test-1.0.0.capsule.jar", 100).toString();
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(type("capsule", "install", jar).exit()).isZero();
      assertThat(type("ps").out()).containsPattern("tool +test/say +READY +test +- +- +- +3 +1 +1\\.500 ms +9\\.250 ms").containsPattern("command +say +READY +test +- +- +- +0 +0");
      assertThat(kernel.calls()).isNotEmpty();
    }
  }

  @Test
  void aRefusalInTheMiddleOfTheUploadIsTold() throws Exception {
    Path jar = capsule("wrong-name.jar", 20_000_000);
    try (TestKernel kernel = TestKernel.at(home)) {
      Typed typed = type("capsule", "install", jar.toString(), "-v");
      assertThat(typed.exit()).isEqualTo(4);
      assertThat(typed.err()).contains("'wrong-name.jar' is no name of a capsule", "code: CAPSULE_REFUSED", "check: name", "publisher");
      assertThat(type("capsule", "list", "-o", "name").out()).isEmpty();
      assertThat(kernel.calls()).hasSize(2);
    }
  }

  @Test
  void aMissingSignatureAndATooLargeJarAreRefusedBeforeAnyCall() throws Exception {
    Path jar = capsule("test-1.0.0.capsule.jar", 10);
    try (RandomAccessFile sparse = new RandomAccessFile(jar.toFile(), "rw")) {
      sparse.setLength((64L << 20) + 1);
    }
    assertThat(type("capsule", "install", jar.toString()).err()).contains("is larger than 67108864 bytes");
    Files.delete(home.resolve("test-1.0.0.capsule.jar.p7s"));
    try (RandomAccessFile sparse = new RandomAccessFile(jar.toFile(), "rw")) {
      sparse.setLength(10);
    }
    Typed typed = type("capsule", "install", jar.toString());
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("no readable capsule's signature at " + jar + ".p7s");
  }
}
