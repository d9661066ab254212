package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archives of classes: they are used where they fit, and what does not fit them runs without. */
final class ArchivesTest {

  private static final Path DIST = Path.of(Objects.requireNonNull(System.getProperty("reeve.dist"), "the build sets reeve.dist"));
  private static final String CLI = "lib/cli/reeve.jar";

  @TempDir Path folder;

  /** With {@code -Xshare:on} the JVM starts nothing unless the archive fits. */
  private Finished version(Path dist, String share) throws Exception {
    Map<String, String> environment =
        Map.of("PATH", "/usr/bin:/bin", "JAVA_HOME", System.getProperty("java.home"), "HOME", folder.toString(), "JDK_JAVA_OPTIONS", share);
    return Finished.run(folder, environment, List.of(dist.resolve("bin/reeve").toString(), "--version"));
  }

  private Path copied() throws IOException {
    Path copy = folder.resolve("elsewhere");
    try (Stream<Path> all = Files.walk(DIST)) {
      for (Path one : all.toList()) {
        Path to = copy.resolve(DIST.relativize(one).toString());
        if (Files.isDirectory(one)) {
          Files.createDirectories(to);
        } else {
          Files.createLink(to, one);
        }
      }
    }
    return copy;
  }

  @Test
  void bothProgramsHaveOneThatFitsHereAndWhereTheDistributionIsMoved() throws Exception {
    assertThat(DIST.resolve("share/reeved.jsa")).isNotEmptyFile();
    assertThat(DIST.resolve("share/reeve-more.jsa")).isNotEmptyFile();
    assertThat(version(DIST, "-Xshare:on")).satisfies(done -> {
      assertThat(done.code()).as(done.err()).isZero();
      assertThat(done.out()).startsWith("reeve 0.1.0");
    });
    assertThat(version(copied(), "-Xshare:on").code()).isZero();
  }

  @Test
  void withoutOneTheClassesThatAreListedAreLoadedAheadAndEachIsThere() throws Exception {
    List<String> listed = Files.readAllLines(DIST.resolve("share/reeve.classes"));
    assertThat(listed).contains("io.grpc.netty.NettyChannelBuilder", "dev.reeve.client.KernelClient").hasSizeGreaterThan(1_000);
    try (JarFile jar = new JarFile(DIST.resolve(CLI).toFile())) {
      assertThat(listed).allSatisfy(name -> assertThat(jar.getEntry(name.replace('.', '/') + ".class")).as(name).isNotNull());
    }
    Path copy = copied();
    Files.delete(copy.resolve("share/reeve.jsa"));
    assertThat(version(copy, "-Xshare:auto").out()).startsWith("reeve 0.1.0");
  }

  @Test
  void aJarThatWasReplacedIsRunAsItIsNow() throws Exception {
    Path copy = copied();
    Path jar = copy.resolve(CLI);
    byte[] former = Files.readAllBytes(jar);
    Files.delete(jar);
    Files.write(jar, former);
    Path source = Files.writeString(folder.resolve("Main.java"), """
        package dev.reeve.cli;
        public final class Main {
          public static void main(String[] arguments) {
            System.out.println("another one");
          }
        }
        """);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, OutputStream.nullOutputStream(), null, "-d", folder.toString(), source.toString())).isZero();
    try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
      Files.write(zip.getPath("dev/reeve/cli/Main.class"), Files.readAllBytes(folder.resolve("dev/reeve/cli/Main.class")));
    }
    assertThat(version(copy, "-Xshare:auto").out()).isEqualTo("another one\n");
    assertThat(version(copy, "-Xshare:on").code()).isNotZero();
  }
}
