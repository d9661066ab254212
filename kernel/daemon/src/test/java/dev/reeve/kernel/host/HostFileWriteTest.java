package dev.reeve.kernel.host;

import static dev.reeve.capsule.HostFiles.WriteMode.APPEND;
import static dev.reeve.capsule.HostFiles.WriteMode.CREATE;
import static dev.reeve.capsule.HostFiles.WriteMode.REPLACE;
import static dev.reeve.kernel.host.GuestFiles.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.HostFiles.WriteMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HostFileWriteTest {

  private static final int MAX = 4 * 1024 * 1024;

  @TempDir Path temporary;
  private Path folder;
  private Path file;
  private Path home;
  private GuestFiles all;

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectories(temporary.toRealPath().resolve("data"));
    home = Files.createDirectories(temporary.toRealPath().resolve("home"));
    file = folder.resolve("file");
    all = GuestFiles.of(Principals.policy("*"), home, "fs:write");
  }

  private List<String> names(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @ParameterizedTest
  @EnumSource
  void aNewFileHasTheContentAndItsMode(WriteMode mode) throws Exception {
    assertThat(all.write(file, "ten bytes\n", mode)).isEqualTo(10);
    assertThat(file).hasContent("ten bytes\n");
    assertThat(mode(file)).isEqualTo("rw-r-----");
    assertThat(names(folder)).containsExactly("file");
  }

  @Test
  void createTakesNothingThatIsThere() throws Exception {
    Files.writeString(file, "old");
    assertThat(refused(Kind.STATE, () -> all.write(file, "new", CREATE))).hasMessage(file + " is there already");
    assertThat(file).hasContent("old");
  }

  @Test
  void replaceKeepsTheModeAndNothingElseOfTheOldFile() throws Exception {
    Files.writeString(file, "old and longer");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrw-rw-"));
    Path other = Files.createLink(folder.resolve("other"), file);
    assertThat(all.write(file, "new", REPLACE)).isEqualTo(3);
    assertThat(file).hasContent("new");
    assertThat(mode(file)).isEqualTo("rwxrw-rw-");
    assertThat(other).hasContent("old and longer");
    assertThat(names(folder)).containsExactly("file", "other");
  }

  @Test
  void appendGoesBehindWhatIsThereUnderEveryLink() throws Exception {
    Files.writeString(file, "old");
    Path other = Files.createLink(folder.resolve("other"), file);
    assertThat(all.write(file, "+new", APPEND)).isEqualTo(7);
    assertThat(all.write(file, "", APPEND)).isEqualTo(7);
    assertThat(file).hasContent("old+new");
    assertThat(other).hasContent("old+new");
  }

  @ParameterizedTest
  @EnumSource
  void theBoundIsFourMebibytes(WriteMode mode) throws Exception {
    String path = file.toString();
    assertThat(refused(Kind.INVALID, () -> all.serving(files -> files.write(path, new byte[MAX + 1], mode))))
        .hasMessage("at most 4194304 bytes can be written at once, not 4194305");
    assertThat(file).doesNotExist();
    assertThat(all.<Long>serving(files -> files.write(path, new byte[MAX], mode))).isEqualTo(MAX);
    assertThat(Files.size(file)).isEqualTo(MAX);
  }

  @Test
  void capsuleAndPrincipalMustBothHaveIt() throws Exception {
    GuestFiles capsule = GuestFiles.of(Principals.policy("*"), home, "fs:read", "fs:write@/srv/**");
    assertThat(refused(Kind.DENIED, () -> capsule.write(file, "x", CREATE)))
        .hasMessage("needs fs:write@" + file + ", which the capsule guest is not permitted");
    GuestFiles principal = GuestFiles.of(Principals.policy("fs:read", "fs:write@" + folder + "/other"), home, "fs:write@/**");
    assertThat(refused(Kind.DENIED, () -> principal.write(file, "x", CREATE)))
        .hasMessage("needs fs:write@" + file + ", which ada does not have: MISSING");
    assertThat(refused(Kind.DENIED, () -> all.files().write(file.toString(), new byte[1], CREATE)))
        .hasMessage("needs fs:write@" + file + ", but no principal is being served");
    assertThat(names(folder)).isEmpty();
    assertThat(principal.write(folder.resolve("other"), "x", CREATE)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void theKernelsFilesAreDeniedWhateverIsGranted(WriteMode mode) throws Exception {
    Files.writeString(home.resolve("key"), "secret");
    for (Path path : List.of(home, home.resolve("key"), home.resolve("new"), home.resolve("a/b"), Path.of("/proc/self/comm"))) {
      assertThat(refused(Kind.DENIED, () -> all.write(path, "x", mode))).hasMessage(path + " belongs to the kernel");
    }
    Files.createSymbolicLink(folder.resolve("link"), home);
    refused(Kind.STATE, () -> all.write(folder.resolve("link/key"), "x", mode));
    assertThat(home.resolve("key")).hasContent("secret");
    assertThat(names(home)).containsExactly("key");
  }

  @ParameterizedTest
  @EnumSource
  void aSymbolicLinkIsRefusedInEveryComponent(WriteMode mode) throws Exception {
    Path deep = Files.createDirectories(folder.resolve("a/b/c"));
    Files.writeString(deep.resolve("file"), "old");
    Files.createSymbolicLink(folder.resolve("first"), folder.resolve("a"));
    Files.createSymbolicLink(folder.resolve("a/link"), Path.of("b"));
    Files.createSymbolicLink(deep.resolve("last"), deep.resolve("file"));
    Files.createSymbolicLink(deep.resolve("dangling"), deep.resolve("nothing"));
    for (String path : List.of("first/b/c/file", "a/link/c/file", "first/new", "a/b/c/last", "a/b/c/dangling")) {
      refused(Kind.STATE, () -> all.write(folder.resolve(path), "new", mode));
    }
    assertThat(deep.resolve("file")).hasContent("old");
    assertThat(names(deep)).containsExactly("dangling", "file", "last");
    assertThat(names(folder.resolve("a"))).containsExactly("b", "link");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/../file", "/./file", "//file", "/a/../file", "/file/", "/.."})
  void anUnnormalisedPathIsRefused(String part) throws Exception {
    assertThat(refused(Kind.INVALID, () -> all.write(folder + part, "x", CREATE))).hasMessageStartingWith("the path is not normalised: write /");
    assertThat(names(folder)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file", "../file", "~/file", "/tmp/a\0b", "/tmp/\ud800"})
  void aPathThatIsNoneIsRefused(String path) {
    refused(Kind.INVALID, () -> all.write(path, "x", CREATE));
  }

  @ParameterizedTest
  @EnumSource
  void aNameThatIsTooLongForItsFolderIsRefused(WriteMode mode) {
    assertThat(refused(Kind.INVALID, () -> all.write(folder.resolve("a".repeat(256)), "x", mode))).hasMessageContaining("is longer than");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoRegularFileIsNeitherOpenedNorReplaced(WriteMode mode) throws Exception {
    Path pipe = folder.resolve("pipe");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(made.exitValue()).isZero();
    for (String path : List.of(pipe.toString(), folder.toString(), "/dev/null", "/")) {
      assertThat(refused(Kind.STATE, () -> all.write(path, "x", mode))).hasMessage(path + " is no regular file");
    }
    refused(Kind.STATE, () -> all.write(pipe + "/below", "x", mode));
    assertThat(Files.readAttributes(pipe, "*", LinkOption.NOFOLLOW_LINKS)).containsEntry("isOther", true);
    assertThat(names(folder)).containsExactly("pipe");
  }

  @ParameterizedTest
  @EnumSource
  void noFolderIsMade(WriteMode mode) {
    Path absent = folder.resolve("absent/file");
    assertThat(refused(Kind.NOT_FOUND, () -> all.write(absent, "x", mode))).hasMessage("there is no folder for " + absent);
    assertThat(folder.resolve("absent")).doesNotExist();
  }

  @Test
  void anInterruptBreaksNoWriteOff() throws Exception {
    for (WriteMode mode : WriteMode.values()) {
      Thread.currentThread().interrupt();
      try {
        all.write(folder.resolve(mode.name()), "whole", mode);
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(folder.resolve(mode.name())).hasContent("whole");
    }
  }
}
