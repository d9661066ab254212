package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.seal.Signer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link check where it counts: a capsule is refused before any class of it is defined. The guest's initializer would set a property. */
class CapsuleLinkTest {

  private static final String EXEC = "if (true) { new ProcessBuilder(\"true\"); }";

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

  @Test
  void whatReachesForTooMuchIsNotInstalled() throws Exception {
    String why =
        "capsule refused: guest.Guest uses java.lang.ProcessBuilder (needs jdk:process); "
            + "guest.Guest uses java.lang.ProcessBuilder.<init>(java.lang.String[]) (needs jdk:process)";
    bench.refuses(Refusal.LINK, why, GuestJar.sound().starting(EXEC + GuestJar.REGISTER).bytes());
  }

  @Test
  void manyFindingsAreCounted() throws Exception {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      body.append("new java.io.File(\"\").").append(new String[] {"delete", "exists", "list", "length", "mkdir", "isFile", "canRead", "getName"}[i]).append("();");
    }
    byte[] jar = GuestJar.sound().starting(body + EXEC + GuestJar.REGISTER).bytes();
    bench.refuses(Refusal.LINK, "; and 2 more", jar);
  }

  @Test
  void theMarkOfTheGuestItselfNeedsItsPermission() throws Exception {
    bench.trust(bench.key, "max_isolation = \"in-kernel\"\n");
    bench.refuses(
        Refusal.LINK,
        "guest.Guest uses java.lang.System.setProperty(java.lang.String, java.lang.String) (needs jdk:system)",
        GuestJar.sound().bytes());
  }

  @Test
  void aTrustEntryGivesAnException() throws Exception {
    bench.trust("allowed_permissions = [\"jdk:process\"]\n");
    assertThat(bench.install(GuestJar.sound().starting(EXEC + GuestJar.REGISTER)).state()).isEqualTo(InstalledCapsule.State.READY);
  }

  @Test
  void aTrustEntryForEverythingOfTheJdkGivesAll() throws Exception {
    bench.trust("allowed_permissions = [\"jdk:*\"]\n");
    assertThat(bench.install(GuestJar.sound().starting(EXEC + GuestJar.REGISTER)).state()).isEqualTo(InstalledCapsule.State.READY);
  }

  @Test
  void aTrustEntryForEverythingGivesNothingOfTheJdk() throws Exception {
    bench.trust("allowed_permissions = [\"*\"]\n");
    bench.refuses(Refusal.LINK, "(needs jdk:process)", GuestJar.sound().starting(EXEC + GuestJar.REGISTER).bytes());
  }

  @Test
  void theManifestCannotGiveItself() throws Exception {
    String asks = GuestJar.manifest("guest", "1.0.0", "[permissions]\nhost = [\"jdk:process\"]\n" + GuestJar.PROVIDES);
    byte[] jar = GuestJar.sound().starting(EXEC + GuestJar.REGISTER).manifest(asks).bytes();
    bench.refuses(Refusal.PERMISSIONS, "it asks for jdk:process, more than its publisher is allowed", jar);
  }

  @Test
  void anExceptionTakenBackIsMissedAtTheNextStart() throws Exception {
    bench.install(GuestJar.sound());
    bench.close();
    bench.trust(bench.key, "max_isolation = \"in-kernel\"\n");
    bench = new CapsuleBench(folder, bench.key, true);
    assertThat(System.getProperty(GuestJar.DEFINED)).isNull();
    InstalledCapsule failed = bench.operations.find("guest");
    assertThat(failed.state()).isEqualTo(InstalledCapsule.State.FAILED);
    assertThat(failed.reason()).startsWith("capsule refused: guest.Guest uses java.lang.System.setProperty(");
    bench.stillWorks();
  }

  @Test
  void aGuestWithThreadsIsTakenByAnOperatorWhoGivesThem() throws Exception {
    java.nio.file.Files.writeString(folder.resolve("publishers.toml"), SignedGuest.publishers(bench.key));
    SignedGuest guest = SignedGuest.by(bench.key, "runner");
    InstalledCapsule installed = bench.install(new InstallRequest(guest.fileName(), guest.jar(), guest.signature(), false, "", false, false, false));
    assertThat(installed.state()).isEqualTo(InstalledCapsule.State.READY);
  }

  @Test
  void aClassThatIsNeverUsedCountsToo() throws Exception {
    byte[] spare = GuestJar.sound().starting(EXEC).content("guest/Guest.class");
    byte[] jar = GuestJar.sound().put("guest/Spare.class", spare).bytes();
    bench.refusal(Refusal.LINK, "guest.Spare holds the class guest.Guest", CapsuleBench.FILE, jar, Signer.sign(bench.key, jar));
    assertThat(System.getProperty(GuestJar.DEFINED)).isNull();
  }
}
