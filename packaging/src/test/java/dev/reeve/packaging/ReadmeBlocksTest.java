package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code packaging/build/readme-blocks} over small pages. */
final class ReadmeBlocksTest {

  @TempDir Path folder;

  @Test
  void blocksRunInOneShellWithAFreshHomeAndOtherBlocksDoNot() throws Exception {
    Finished done = blocks("""
        ```sh
        there=$HOME
        ls -A "$HOME"
        ```
        ```text
        exit 7
        ```
        ```sh
        mvn -B verify
        ```
        ```sh
        [ "$there" = "$HOME" ] && echo same
        ```
        """);
    assertThat(done.out()).isEqualTo("same\n");
    assertThat(done.err()).contains("README.md:8 is the test command").contains("3 blocks, all passed");
    assertThat(done.code()).isZero();
  }

  @Test
  void theFirstCommandThatFailsEndsItAndItsBlockIsNamed() throws Exception {
    Finished done = blocks("text\n```sh\ntrue\n```\n```sh\nfalse\necho never\n```\n```sh\necho never\n```\n");
    assertThat(done.code()).isNotZero();
    assertThat(done.out()).isEmpty();
    assertThat(done.err()).contains("failed with 1 in the block at README.md:5");
  }

  @Test
  void aPageWithoutBlocksOrWithAnOpenOneFails() throws Exception {
    assertThat(blocks("nothing\n").err()).contains("has no sh block");
    Finished open = blocks("```sh\necho never\n");
    assertThat(open.code()).isNotZero();
    assertThat(open.err()).contains("a block does not end");
    assertThat(open.out()).isEmpty();
  }

  private Finished blocks(String page) throws Exception {
    Path readme = Files.writeString(folder.resolve("README.md"), page);
    return Finished.run(
        folder,
        Map.of("PATH", "/usr/bin:/bin", "TMPDIR", folder.toString()),
        List.of(Finished.inTree("packaging/build/readme-blocks").toString(), readme.toString()));
  }
}
