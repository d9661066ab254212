package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launchers, with Java homes whose {@code java} prints what it is called with. */
final class LauncherTest {

  @TempDir Path folder;
  private Path dist;

  @BeforeEach
  void copyLaunchers() throws IOException {
    dist = folder.resolve("my reeve");
    for (String jar : List.of("b c.jar", "a.jar")) {
      Files.createFile(Files.createDirectories(dist.resolve("lib")).resolve(jar));
    }
    for (String file : List.of("bin/reeve", "bin/reeved", "share/find-java.sh")) {
      Path to = dist.resolve(file);
      Files.createDirectories(dist.resolve(file.substring(0, file.indexOf('/'))));
      Files.copy(Finished.inTree("packaging/src/dist").resolve(file), to);
      assertThat(to.toFile().setExecutable(true)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"reeve, dev.reeve.cli.Main, /lib/cli/reeve.jar", "reeved, dev.reeve.kernel.boot.Reeved, /lib/a.jar:/lib/b c.jar"})
  void startsItsMainClassWithItsLibraryAndKeepsArgumentsWhole(String launcher, String main, String jars) throws Exception {
    Path java = javaHome("jdk", "25.0.3");
    Finished done = launch(dist.resolve("bin").resolve(launcher), Map.of("JAVA_HOME", java.toString()), "two words", "*", "");
    assertThat(done.code()).isZero();
    assertThat(done.out().lines())
        .startsWith("jdk", "-XX:+UseSerialGC")
        .contains("--enable-native-access=ALL-UNNAMED", "-Dreeve.dist=" + dist, "-Xlog:disable", "-Xlog:all=warning,aot*=off,cds*=off:stderr", "-Djava.library.path=" + dist + "/lib/native")
        .noneMatch(flag -> flag.startsWith("-XX:SharedArchiveFile"))
        .containsSubsequence(main, "two words", "*", "", "class path " + jars.replace("/lib", dist + "/lib"));
    assertThat(String.join(" ", done.out().lines().filter(line -> !line.startsWith("class path")).toList())).doesNotContain(".jar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reeve", "reeved"})
  void usesTheArchiveOfItsClassesWhereThereIsOne(String launcher) throws Exception {
    Path java = javaHome("jdk", "25.0.3");
    Files.createFile(dist.resolve("share/" + launcher + ".jsa"));
    Files.copy(java.resolve("release"), dist.resolve("share/" + launcher + ".jsa.java"));
    Finished done = launch(dist.resolve("bin").resolve(launcher), Map.of("JAVA_HOME", java.toString()));
    assertThat(done.out().lines()).contains("-XX:SharedArchiveFile=" + dist + "/share/" + launcher + ".jsa").doesNotContain("");
  }

  @Test
  void theCommandLineUsesTheArchiveOfLessUsedClassesOnTopOfTheFirst() throws Exception {
    Path java = javaHome("jdk", "25.0.3");
    Files.createFile(dist.resolve("share/reeve-more.jsa"));
    Files.copy(java.resolve("release"), dist.resolve("share/reeve.jsa.java"));
    assertThat(launch(dist.resolve("bin/reeve"), Map.of("JAVA_HOME", java.toString())).out()).doesNotContain("SharedArchiveFile");
    Files.createFile(dist.resolve("share/reeve.jsa"));
    assertThat(launch(dist.resolve("bin/reeve"), Map.of("JAVA_HOME", java.toString())).out().lines())
        .contains("-XX:SharedArchiveFile=" + dist + "/share/reeve.jsa:" + dist + "/share/reeve-more.jsa");
  }

  @Test
  void anArchiveThatAnotherJavaMadeIsPassedByAndClassesAreLoadedAhead() throws Exception {
    Path java = javaHome("jdk", "25.0.3");
    Files.createFile(dist.resolve("share/reeve.jsa"));
    Files.writeString(dist.resolve("share/reeve.jsa.java"), "JAVA_VERSION=\"25.0.4\"\n");
    assertThat(launch(dist.resolve("bin/reeve"), Map.of("JAVA_HOME", java.toString())).out().lines())
        .contains("-Dreeve.classes=" + dist + "/share/reeve.classes")
        .noneMatch(flag -> flag.contains("SharedArchiveFile"));
    Files.delete(java.resolve("release"));
    Files.delete(dist.resolve("share/reeve.jsa.java"));
    assertThat(launch(dist.resolve("bin/reeve"), Map.of("JAVA_HOME", java.toString(), "REEVE_JAVA_HOME", javaHome("other", "25").toString())).out())
        .doesNotContain("SharedArchiveFile");
  }

  @Test
  void worksThroughLinksFromAnotherFolder() throws Exception {
    Path java = javaHome("jdk", "25");
    Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("my reeve/bin/reeve"));
    Path second = Files.createSymbolicLink(Files.createDirectory(folder.resolve("bin")).resolve("second"), first);
    Finished done = launch(second, Map.of("JAVA_HOME", java.toString()), "x");
    assertThat(done.out()).contains("-Dreeve.dist=" + dist + "\n");
  }

  @Test
  void passesByAnOlderJavaHome() throws Exception {
    Map<String, String> homes = new HashMap<>();
    homes.put("JAVA_HOME", javaHome("old", "17.0.15").toString());
    homes.put("REEVE_JAVA_HOME", javaHome("new", "26-ea").toString());
    assertThat(launch(dist.resolve("bin/reeve"), homes).out().lines()).startsWith("new");
  }

  @Test
  void theExitCodeIsThatOfTheProgram() throws Exception {
    Path java = javaHome("jdk", "25.0.3");
    assertThat(launch(dist.resolve("bin/reeve"), Map.of("JAVA_HOME", java.toString(), "CODE", "4")).code()).isEqualTo(4);
  }

  private Path javaHome(String name, String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho " + name + "\nfor a in \"$@\"; do echo \"$a\"; done\necho \"class path $CLASSPATH\"\nexit ${CODE:-0}\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private Finished launch(Path launcher, Map<String, String> environment, String... arguments) throws Exception {
    Map<String, String> all = new HashMap<>(environment);
    all.put("PATH", "/usr/bin:/bin");
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return Finished.run(folder, all, command);
  }
}
