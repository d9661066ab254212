package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {

  @TempDir Path folder;
  private Path work;
  private Path root;
  private RunFiles files;

  @BeforeEach
  void open() throws IOException {
    folder = folder.toRealPath();
    work = Files.createDirectory(folder.resolve("work"));
    root = folder.resolve("kept");
    files = RunFiles.at(root);
  }

  private String read(String run, String path) throws IOException {
    try (InputStream in = files.open(run, path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private ErrorCode refusal(String path) {
    KernelException refused = catchThrowableOfType(KernelException.class, () -> files.open("r1", path).close());
    assertThat(refused).as(path).isNotNull();
    return refused.code();
  }

  @Test
  void regularFilesAreKeptAndTheKernelsInputIsNot() throws Exception {
    Files.writeString(work.resolve("input.json"), "in");
    Files.writeString(work.resolve("prompt.txt"), "in");
    Files.writeString(work.resolve("result"), "out");
    Files.createDirectories(work.resolve("a/b"));
    Files.writeString(work.resolve("a/input.json"), "mine");
    Files.writeString(work.resolve("a/b/deep \u00e9"), "deep");
    files.keep("r1", work);
    assertThat(files.list("r1"))
        .isEqualTo(
            new RunFiles.Listing(
                List.of(new RunFiles.Kept("a/b/deep \u00e9", 4), new RunFiles.Kept("a/input.json", 4), new RunFiles.Kept("result", 3)), 0));
    assertThat(files.size("r1")).isEqualTo(11);
    assertThat(read("r1", "a/b/deep \u00e9")).isEqualTo("deep");
    assertThat(read("r1", "result")).isEqualTo("out");
    try (Stream<Path> kept = Files.walk(root.resolve("r1"))) {
      for (Path each : kept.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
            .as(each.toString())
            .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  void linksPipesAndUnusableNamesAreCountedAndNotFollowed() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("hidden"), "hidden");
    Files.createSymbolicLink(work.resolve("link"), secret);
    Files.createSymbolicLink(work.resolve("folder"), outside);
    assertThat(new ProcessBuilder("mkfifo", work.resolve("pipe").toString()).start().waitFor()).isZero();
    Files.writeString(work.resolve("line\nbreak"), "x");
    String raw = "printf x > \"$(printf 'raw\\377')\"";
    assertThat(new ProcessBuilder("/bin/sh", "-c", raw).directory(work.toFile()).start().waitFor()).isZero();
    Files.writeString(work.resolve("plain"), "plain");
    files.keep("r1", work);
    assertThat(files.list("r1")).isEqualTo(new RunFiles.Listing(List.of(new RunFiles.Kept("plain", 5)), 5));
    assertThat(refusal("link")).isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
    assertThat(refusal("folder/hidden")).isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
  }

  @Test
  void whatIsBeyondTheBoundsIsCounted() throws Exception {
    for (int count = 0; count < 1100; count++) {
      Files.writeString(work.resolve("f" + count), "");
    }
    Path deep = work;
    for (int count = 0; count < 40; count++) {
      deep = Files.createDirectory(deep.resolve("d"));
    }
    Files.writeString(deep.resolve("deepest"), "x");
    files.keep("many", work);
    assertThat(files.list("many").files()).hasSize(1000);
    assertThat(files.list("many").notKept()).isEqualTo(101);

    Path large = Files.createDirectory(folder.resolve("large"));
    for (String name : List.of("a", "b", "c")) {
      try (RandomAccessFile file = new RandomAccessFile(large.resolve(name).toFile(), "rw")) {
        file.setLength(name.equals("b") ? 1L << 40 : 8L << 20);
      }
    }
    files.keep("large", large);
    assertThat(files.list("large"))
        .isEqualTo(new RunFiles.Listing(List.of(new RunFiles.Kept("a", 8 << 20), new RunFiles.Kept("c", 8 << 20)), 1));
  }

  @Test
  void onlyPathsWithinAreOpened() throws Exception {
    Files.writeString(folder.resolve("kept/outside"), "outside");
    Files.createDirectory(work.resolve("a"));
    Files.writeString(work.resolve("a/file"), "x");
    files.keep("r1", work);
    for (String path : List.of("", "/", "/etc/passwd", "..", "../../outside", "a/../a/file", "a//file", "./a/file", "a/.", "a/file/", "a/fi\0le",
        "x".repeat(2000))) {
      assertThat(refusal(path)).as(path).isEqualTo(ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
    }
    for (String path : List.of("a", "none", "a/none", "a/file/more", "not-kept", "x".repeat(300))) {
      assertThat(refusal(path)).as(path).isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
    }
    for (String run : List.of("../outside", "..", "", ".r1", "a/b", "unknown")) {
      assertThatThrownBy(() -> files.open(run, "a/file").close()).isInstanceOf(KernelException.class);
    }
  }

  @Test
  void keepingAgainReplacesAndRemovingLeavesNothing() throws Exception {
    Files.writeString(work.resolve("first"), "1");
    files.keep("r1", work);
    Files.delete(work.resolve("first"));
    Files.writeString(work.resolve("second"), "2");
    files.keep("r1", work);
    assertThat(files.list("r1").files()).containsExactly(new RunFiles.Kept("second", 1));
    files.remove("r1");
    files.remove("r1");
    assertThat(files.list("r1")).isEqualTo(new RunFiles.Listing(List.of(), 0));
    assertThat(files.size("r1")).isZero();
    try (Stream<Path> left = Files.list(root)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void whatAnEndedKernelKeptHalfIsGoneAtTheNextStart() throws Exception {
    Files.writeString(work.resolve("file"), "1");
    files.keep("r1", work);
    Files.createDirectories(root.resolve(".r2/files/a"));
    Files.writeString(root.resolve(".r2/files/a/file"), "half");
    RunFiles again = RunFiles.at(root);
    assertThat(again.list("r1").files()).hasSize(1);
    assertThat(root.resolve(".r2")).doesNotExist();
  }
}
