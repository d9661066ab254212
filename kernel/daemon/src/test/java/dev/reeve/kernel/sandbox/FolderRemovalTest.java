package dev.reeve.kernel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.kernel.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderRemovalTest {

  @TempDir Path folder;

  @Test
  void everythingGoesAndNoLinkIsFollowed() throws Exception {
    Path outside = Files.createDirectories(folder.toRealPath().resolve("outside"));
    Files.writeString(outside.resolve("file"), "kept");
    Path top = Files.createDirectory(folder.toRealPath().resolve("top"));
    Files.createDirectories(top.resolve("a/b/c"));
    Files.createSymbolicLink(top.resolve("a/link"), outside);
    Files.createSymbolicLink(top.resolve("a/b/link"), outside.resolve("file"));
    Files.createFile(top.resolve(".0"));
    Files.createDirectory(top.resolve("a/locked"));
    Files.writeString(top.resolve("a/locked/in"), "x");
    Files.setPosixFilePermissions(top.resolve("a/locked"), PosixFilePermissions.fromString("---------"));
    String raw = "mkdir \"$(printf 'raw\\377')\" && : > \"$(printf 'raw\\377/%%2F\\376')\"";
    assertThat(new ProcessBuilder("/bin/sh", "-c", raw).directory(top.toFile()).start().waitFor()).isZero();
    FolderRemoval.of(top);
    assertThat(top).doesNotExist();
    assertThat(outside.resolve("file")).hasContent("kept");
    FolderRemoval.of(top);
  }

  @Test
  void aLinkInPlaceOfTheFolderIsRefused() throws Exception {
    Path outside = Files.createDirectories(folder.toRealPath().resolve("outside"));
    Files.writeString(outside.resolve("file"), "kept");
    Path link = Files.createSymbolicLink(folder.toRealPath().resolve("link"), outside);
    assertThatThrownBy(() -> FolderRemoval.of(link)).isInstanceOf(IOException.class);
    assertThat(outside.resolve("file")).hasContent("kept");
  }

  /** A leftover process swaps folders for links to an outside folder all the while. */
  @Test
  void whoSwapsFoldersForLinksMeanwhileLeadsNobodyOutside() throws Exception {
    Path around = Files.createDirectories(folder.toRealPath().resolve("outside"));
    Path outside = Files.createDirectory(around.resolve("in"));
    for (int count = 0; count < 20; count++) {
      Files.writeString(outside.resolve("f" + count), "kept");
      Files.writeString(outside.resolveSibling("f" + count), "kept");
    }
    String swap =
        """
        cd "$1"; echo ready
        while ! [ -e "$3" ]; do
          for n in 1 2 3 4 5 6 7 8; do
            mkdir -p d$n/in; : > d$n/in/f$n; mv -T d$n e$n && ln -s "$2" d$n; rm -f d$n; mv -T e$n d$n
          done
        done 2>/dev/null
        """;
    for (int attempt = 0; attempt < 6; attempt++) {
      Path top = Files.createDirectory(folder.toRealPath().resolve("top" + attempt));
      Path enough = folder.resolve("enough" + attempt);
      Process swapping =
          new ProcessBuilder("/bin/sh", "-c", swap, "swap", top.toString(), around.toString(), enough.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        Eventually.isTrue("it swaps", () -> Files.exists(top.resolve("d8")) || !swapping.isAlive());
        try {
          FolderRemoval.of(top);
        } catch (IOException stillMade) {
          assertThat(swapping.isAlive()).isTrue();
        }
      } finally {
        Files.createFile(enough);
        assertThat(swapping.waitFor(30, TimeUnit.SECONDS)).as("it ends by itself, with nothing of it left to swap").isTrue();
      }
      FolderRemoval.of(top);
      assertThat(top).doesNotExist();
    }
    try (var left = Files.list(outside)) {
      assertThat(left).hasSize(20);
    }
    try (var left = Files.list(around)) {
      assertThat(left).hasSize(21);
    }
  }
}
