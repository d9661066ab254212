package dev.reeve.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.output.Format;
import dev.reeve.cli.testkernel.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class DemoPartsTest {

  @TempDir Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int demo(@Nullable Path distribution, String... more) {
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            InputStream.nullInputStream(),
            Map.of("PATH", "/usr/bin:/bin"),
            dir,
            distribution,
            new Interrupts());
    return ReeveCommand.execute(Stream.concat(Stream.of("demo"), Stream.of(more)).toList(), surroundings);
  }

  @Test
  void aFlippedCopyDiffersInOneBitAndTheOriginalStays() throws IOException {
    byte[] content = {1, 2, 3, 4, 5};
    Path jar = Files.write(dir.resolve("a.capsule.jar"), content);
    Files.writeString(dir.resolve("a.capsule.jar.p7s"), "signature");
    try (Workspace workspace = Workspace.make()) {
      Path flipped = workspace.flipped(jar);
      assertThat(flipped).hasBinaryContent(new byte[] {1, 2, 2, 4, 5});
      assertThat(flipped.resolveSibling("a.capsule.jar.p7s")).hasContent("signature");
      assertThat(jar).hasBinaryContent(content);
    }
  }

  @Test
  void theWorkspaceIsPrivateAndLeavesNothing() throws IOException {
    Path folder;
    try (Workspace workspace = Workspace.make()) {
      folder = workspace.folder();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
      Files.createDirectories(workspace.home().resolve("var/deep"));
      Files.createSymbolicLink(folder.resolve("link"), dir);
      assertThat(workspace.secret()).isReadable();
    }
    assertThat(folder).doesNotExist();
    assertThat(dir).exists();
  }

  @Test
  void theListenerCountsWhoComes() throws IOException {
    Listener closed;
    try (Listener listener = Listener.open()) {
      assertThat(listener.visitors()).isZero();
      assertThat(listener.reachable()).isTrue();
      assertThat(listener.visitors()).isEqualTo(1);
      closed = listener;
    }
    assertThat(closed.reachable()).isFalse();
  }

  @Test
  void linesAreShownAsAShellTakesThem() {
    assertThat(Typist.quoted("fs:read@/a/**")).isEqualTo("'fs:read@/a/**'");
    assertThat(Typist.quoted("it's")).isEqualTo("'it'\\''s'");
    assertThat(Typist.quoted("/a/b.yaml")).isEqualTo("/a/b.yaml");
  }

  @Test
  void withoutADistributionItDoesNotBegin() {
    assertThat(demo(null)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("the demo needs the capsules and the example of a distribution");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void programsGetTheChecksAloneAndTheDemoIsToldBesideThem(Format format) throws IOException {
    Path bin = Files.createDirectories(dir.resolve("dist/bin"));
    Path reeved = Files.writeString(bin.resolve("reeved"), "#!/bin/sh\nexit 1\n");
    Files.setPosixFilePermissions(reeved, PosixFilePermissions.fromString("rwx------"));
    assertThat(demo(dir.resolve("dist"), "-o", format.name())).isEqualTo(1);
    String data = out.toString(StandardCharsets.UTF_8);
    Shape.hold(format, data, false);
    assertThat(data).contains("the kernel is ready");
    String beside = err.toString(StandardCharsets.UTF_8);
    assertThat(format == Format.table || format == Format.wide ? data : beside).contains("$ reeve daemon start", "FAIL  the kernel is ready");
  }

  @Test
  void aKernelThatDoesNotStartFailsTheDemoAndLeavesNothing() throws IOException {
    Path bin = Files.createDirectories(dir.resolve("dist/bin"));
    Path reeved = Files.writeString(bin.resolve("reeved"), "#!/bin/sh\necho no disk\nexit 1\n");
    Files.setPosixFilePermissions(reeved, PosixFilePermissions.fromString("rwx------"));
    assertThat(demo(dir.resolve("dist"))).isEqualTo(1);
    String told = out.toString(StandardCharsets.UTF_8);
    assertThat(told).contains("$ reeve daemon start", "    no disk", "FAIL  the kernel is ready", "1 checks passed, 1 failed");
    Matcher folder = Pattern.compile("All it makes is in (\\S+),").matcher(told);
    assertThat(folder.find()).isTrue();
    assertThat(Path.of(folder.group(1))).doesNotExist();
  }
}
