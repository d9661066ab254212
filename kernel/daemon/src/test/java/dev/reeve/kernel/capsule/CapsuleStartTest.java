package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.seal.Signer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Capsules that pass every check and then do not start as they should. */
class CapsuleStartTest {

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

  private void fails(String why, GuestJar jar) throws Exception {
    byte[] bytes = jar.bytes();
    bench.refusal(Refusal.START, why, CapsuleBench.FILE, bytes, Signer.sign(bench.key, bytes));
    assertThat(bench.tools().tools()).isEmpty();
    assertThat(folder.resolve("capsules.lock")).doesNotExist();
    bench.stillWorks();
  }

  @Test
  void whatIsAnnouncedAndNotRegisteredIsFound() throws Exception {
    fails("it announced [guest/echo, guest-say] and did not register them", GuestJar.sound().starting(""));
    assertThat(System.getProperty(GuestJar.STOPPED)).as("what started is stopped").isEqualTo("yes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "context.tool(\"guest/other\", input -> Map.of()); | tool guest/other is not announced in capsule.toml",
        "context.command(\"other\", args -> List.of()); | command other is not announced in capsule.toml",
        "context.runtime(\"other\", null); | runtime other is not announced in capsule.toml",
        "context.tool(\"guest/echo\", null); | tool guest/echo is null",
        "context.command(\"guest-say\", null); | command guest-say is null",
        "throw new CapsuleException(CapsuleException.Kind.STATE, \"no database\"); | no database",
        "throw new IllegalStateException(\"odd\"); | IllegalStateException: odd",
        "throw new StackOverflowError(); | StackOverflowError",
        "context.files().read(\"/etc/hostname\", 0, 10); | needs fs:read@/etc/hostname, which the capsule guest is not permitted"
      })
  void aStartThatFailsSaysWhy(String body, String why) throws Exception {
    fails(why, GuestJar.sound().starting("if (true) { " + body + " }"));
  }

  @Test
  void aToolRegisteredTwiceIsRefused() throws Exception {
    fails("tool guest/echo is registered twice", GuestJar.sound().starting(GuestJar.REGISTER + GuestJar.REGISTER));
  }

  @Test
  void aSickCapsuleIsStoppedAgain() throws Exception {
    String health = "@Override public Health health() { return Health.failing(\"no disk\"); }";
    GuestJar sick = GuestJar.sound().starting(GuestJar.REGISTER, health);
    fails("it is not healthy: no disk", sick);
    assertThat(System.getProperty(GuestJar.STOPPED)).isEqualTo("yes");
  }

  @Test
  void aHealthThatIsNothingIsNotHealthy() throws Exception {
    fails("it is not healthy", GuestJar.sound().starting(GuestJar.REGISTER, "@Override public Health health() { return null; }"));
  }

  @Test
  void aJarWithoutEntryClassIsRefused() throws Exception {
    fails("it has 0 classes marked @Extension that are a Capsule; it needs one", GuestJar.sound().without("META-INF/extensions.idx"));
  }

  @Test
  void anEntryClassThatIsNotThereIsRefused() throws Exception {
    fails("it has 0 classes marked @Extension", GuestJar.sound().without("guest/Guest.class"));
  }

  @Test
  void anEntryClassThatIsNoClassIsRefused() throws Exception {
    byte[] bytes = GuestJar.sound().text("guest/Guest.class", "no class file").bytes();
    bench.refuses(Refusal.LINK, "guest.Guest is no sound class file: it does not begin like one", bytes);
  }

  @Test
  void aConstructorThatFailsIsRefused() throws Exception {
    fails("", GuestJar.sound().starting(GuestJar.REGISTER, "public Guest() { throw new IllegalStateException(\"odd\"); }"));
  }

  @Test
  void registeringIsOverAfterTheStart() throws Exception {
    String late =
        """
        context.command("guest-say", args -> {
          try { context.tool("guest/echo", input -> Map.of()); } catch (IllegalStateException e) { return List.of(e.getMessage()); }
          return List.of("registered");
        });
        context.tool("guest/echo", input -> Map.of());
        """;
    bench.install(GuestJar.sound().starting(late));
    assertThat(bench.tools().run("guest-say", java.util.List.of()))
        .containsExactly("a capsule registers while it starts");
  }
}
