package dev.reeve.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.seal.Signature;
import dev.reeve.seal.VerifiedSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The distribution as this build assembled it. */
final class DistributionTest {

  private static final Path DIST = Path.of(Objects.requireNonNull(System.getProperty("reeve.dist"), "the build sets reeve.dist"));

  @ParameterizedTest
  @ValueSource(strings = {"hello", "tools-files", "tools-http", "tools-shell", "kv", "runtime-process", "runtime-builtin"})
  void everyCapsuleIsSignedByTheKeyThatTheDistributionNames(String name) throws Exception {
    Path jar = DIST.resolve("capsules/" + name + "-0.1.0.capsule.jar");
    VerifiedSigner signer = Signature.verify(Files.readAllBytes(jar), Files.readAllBytes(Path.of(jar + ".p7s")));
    assertThat(Files.readString(DIST.resolve("share/first-party.toml")))
        .contains("fingerprint = \"" + signer.fingerprint() + "\"", "name = \"" + signer.name() + "\"", "channel = \"development\"");
  }

  @Test
  void theLibraryHoldsTheProgramsAndNoCapsuleNorTestLibrary() throws IOException {
    List<String> jars = names(DIST.resolve("lib"));
    assertThat(jars).contains("reeve-daemon-0.1.0.jar", "reeve-admin-cli-0.1.0.jar", "reeve-tui-0.1.0.jar", "reeve-seal-0.1.0.jar");
    assertThat(jars).noneMatch(jar -> jar.startsWith("reeve-capsule-") && !jar.startsWith("reeve-capsule-api"));
    assertThat(jars).noneMatch(jar -> jar.contains("junit") || jar.contains("assertj") || jar.contains("archunit"));
  }

  @Test
  void theCommandLinesJarHoldsItsLibrariesAndNothingOfTheDaemonNorOfTests() throws IOException {
    try (JarFile jar = new JarFile(DIST.resolve("lib/cli/reeve.jar").toFile())) {
      List<String> names = jar.stream().map(JarEntry::getName).toList();
      assertThat(names)
          .doesNotHaveDuplicates()
          .contains("dev/reeve/cli/Main.class", "dev/reeve/tui/ShellCommand.class", "picocli/CommandLine.class", "io/grpc/Channel.class",
              "org/bouncycastle/crypto/signers/Ed25519Signer.class", "org/jline/terminal/Terminal.class");
      assertThat(names).noneMatch(name -> name.startsWith("dev/reeve/kernel/") || name.startsWith("org/junit/") || name.endsWith(".SF"));
      assertThat(new String(jar.getInputStream(jar.getEntry("META-INF/services/io.grpc.LoadBalancerProvider")).readAllBytes(), UTF_8))
          .contains("PickFirstLoadBalancerProvider", "OutlierDetectionLoadBalancerProvider");
    }
    assertThat(names(DIST.resolve("lib/native")))
        .containsExactlyInAnyOrder("libnetty_transport_native_epoll_x86_64.so", "libnetty_transport_native_epoll_aarch_64.so");
  }

  @Test
  void launchersAreExecutableAndTheAgentsAreThere() throws IOException {
    assertThat(DIST.resolve("bin/reeve")).isExecutable();
    assertThat(DIST.resolve("bin/reeved")).isExecutable();
    assertThat(DIST.resolve("examples/log-triage/agent.yaml")).isNotEmptyFile();
    assertThat(names(DIST.resolve("share/agents"))).containsExactlyInAnyOrder("echo.yaml", "greeter.yaml", "log-triage.yaml");
    assertThat(DIST.resolve("share/LICENSE")).isNotEmptyFile();
  }

  @Test
  void theManualIsThereWithAPageOfEveryCommandAndFile() throws IOException {
    assertThat(names(DIST.resolve("share/man/man1"))).contains("reeve.1", "reeve-run.1", "reeve-shell.1");
    assertThat(names(DIST.resolve("share/man/man5"))).contains("reeve-kernel.toml.5", "reeve-capsule.toml.5");
    assertThat(names(DIST.resolve("share/man/man8"))).containsExactly("reeved.8");
    assertThat(DIST.resolve("share/man/man1/reeve.1")).content().contains(".SH \"EXIT STATUS\"");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }
}
