package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CapsuleAuthorsPageTest {

  private static final Pattern BLOCK = Pattern.compile("^```(java|toml)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @Test
  void theCodeItWalksThroughIsThatOfHello() throws IOException {
    String page = Files.readString(Finished.inTree("docs/capsule-authors.md"));
    String sources = sources(Finished.inTree("capsules/hello/src/main"));
    List<String> blocks =
        BLOCK.matcher(page).results().map(block -> block.group(2)).filter(block -> !block.startsWith("[[publisher]]")).toList();
    assertThat(blocks).hasSize(4).allSatisfy(block -> assertThat(sources).contains(block));
  }

  private static String sources(Path folder) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file)).append('\n');
      }
    }
    return all.toString();
  }
}
