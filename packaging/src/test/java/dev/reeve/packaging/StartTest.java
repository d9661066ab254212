package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kernel makes of the home it is started on. */
final class StartTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void whatWasAcknowledgedIsThereAfterTheKernelIsKilled() throws IOException, InterruptedException {
    try (Home home = new Home(folder.resolve("home")).started().with("runtime-process", "tools-files", "hello")) {
      assertThat(home.reeve("agent", "create", "ada").code()).isZero();
      Path manifest = folder.resolve("ada.yaml");
      Files.writeString(
          manifest,
          """
          apiVersion: reeve.dev/v1
          kind: Agent
          metadata: { name: ada, version: 1.0.0 }
          spec:
            runtime: { name: process, command: [/bin/sleep, '300'] }
          """);
      assertThat(home.reeve("agent", "deploy", manifest.toString()).code()).isZero();
      String run = home.reeve("run", "start", "ada", "--detach").out().strip();
      ProcessHandle kernel = home.kernel();
      assertThat(kernel.destroyForcibly()).isTrue();
      kernel.onExit().join();
      assertThat(home.folder.resolve("run/kernel.sock")).as("a stale socket").exists();
      Finished down = home.reeve("status");
      assertThat(down.code()).isEqualTo(7);
      assertThat(down.err()).contains("no kernel answers");

      home.started();
      assertThat(home.reeve("agent", "list").out()).contains("ada");
      assertThat(home.reeve("x", "hello", "Ada").code()).isZero();
      assertThat(home.reeve("run", "show", run).out()).contains("FAILED", "the kernel was restarted");
      assertThat(home.reeve("audit", "verify").out()).contains("intact");
    }
  }

  @Test
  void aBrokenConfigurationStopsTheStartWithEveryProblem() throws IOException, InterruptedException {
    Path etc = Files.createDirectories(folder.resolve("home/etc"));
    Files.writeString(etc.resolve("kernel.toml"), "config_version = 1\nmode = \"prodution\"\n[servr]\ndrain = \"30s\"\n");
    Home home = new Home(folder.resolve("home"));
    Finished start = home.reeved();
    assertThat(start.code()).isEqualTo(1);
    assertThat(start.err()).contains("kernel.toml:2:", "mode", "kernel.toml:3:", "did you mean 'server'?");
    Files.writeString(etc.resolve("kernel.toml"), "mode = ");
    assertThat(home.reeved().err()).contains("kernel.toml:1:");
  }

  @Test
  void aBrokenProfileDeniesThatPrincipalAlone() throws IOException, InterruptedException {
    try (Home home = new Home(folder.resolve("home")).started()) {
      assertThat(home.reeve("agent", "create", "broken").code()).isZero();
      assertThat(home.reeve("daemon", "stop").code()).isZero();
      Path profile = home.folder.resolve("etc/principals/broken.toml");
      Files.writeString(profile, Files.readString(profile).replace("enabled = true", "enabeld = true"));
      home.started();
      assertThat(home.reeve("agent", "show", "broken", "-o", "json").out()).contains("broken.toml:4:1: enabeld: unknown key; did you mean");
      assertThat(home.reeve("caps", "check", "broken", "self:quota:get").code()).isEqualTo(4);
    }
  }

  @Test
  void aHomeWhoseSocketPathIsTooLongIsRefused() throws IOException, InterruptedException {
    Finished start = new Home(folder.resolve("x".repeat(100))).reeved();
    assertThat(start.code()).isEqualTo(1);
    assertThat(start.err()).contains("107", "shorter home");
  }

  @Test
  void aDamagedChainIsNotContinued() throws IOException, InterruptedException {
    try (Home home = new Home(folder.resolve("home")).started()) {
      assertThat(home.reeve("daemon", "stop").code()).isZero();
      Path segment = home.files("var/audit").stream().filter(Files::isRegularFile).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(segment);
      bytes[bytes.length / 3] ^= 1;
      Files.write(segment, bytes);
      Finished start = home.reeved();
      assertThat(start.code()).isEqualTo(1);
      assertThat(start.err()).contains("audit chain is broken");
      assertThat(home.reeve("audit", "verify", home.folder.resolve("var/audit").toString()).code()).isEqualTo(1);
    }
  }

  @Test
  void theDemoPassesAndLeavesNothing() throws IOException, InterruptedException {
    Finished demo = new Home(folder.resolve("home")).reeve("demo");
    assertThat(demo.code()).as(demo.toString()).isZero();
    assertThat(demo.out()).contains("0 failed").doesNotContain("FAIL ");
  }
}
