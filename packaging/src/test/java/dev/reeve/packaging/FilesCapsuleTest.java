package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The capsule {@code tools-files} as it is shipped: taken by the kernel's checks, and called as its page says. */
final class FilesCapsuleTest {

  @TempDir Path temporary;

  @Test
  void theShippedCapsuleWritesSearchesAndTellsAsFarAsTheCallerMay() throws Exception {
    Path data = Files.createDirectory(temporary.toRealPath().resolve("data"));
    try (Home home = new Home(temporary.toRealPath().resolve("home")).started()) {
      home.approved("tools-files");
      assertThat(succeeds(home, "tool", "list", "-o", "name")).isEqualTo("files/list\nfiles/read\nfiles/search\nfiles/stat\nfiles/write\n");
      String file = data.resolve("notes.txt").toString();
      assertThat(call(home, "write", "{\"path\":\"" + file + "\",\"content\":\"one\\n\"}")).contains("\"size\":4");
      assertThat(call(home, "write", "{\"path\":\"" + file + "\",\"content\":\"two\\n\",\"mode\":\"append\"}")).contains("\"size\":8", "\"written\":4");
      assertThat(Path.of(file)).hasContent("one\ntwo\n");
      assertThat(call(home, "search", "{\"path\":\"" + data + "\",\"name\":\"*.txt\",\"text\":\"two\"}"))
          .contains("\"line\":2", "\"truncated\":false", "\"denied\":0");
      assertThat(call(home, "stat", "{\"path\":\"" + file + "\"}")).contains("\"kind\":\"file\"", "\"size\":8");
      refused(home, 2, "files/search", "{\"path\":\"" + data + "\"}");
      refused(home, 2, "files/write", "{\"path\":\"" + file + "\",\"content\":\"x\",\"mode\":\"truncate\"}");
      refused(home, 4, "files/write", "{\"path\":\"" + home.folder + "/etc/kernel.toml\",\"content\":\"x\",\"mode\":\"replace\"}");
    }
  }

  private static String call(Home home, String tool, String input) throws IOException, InterruptedException {
    return succeeds(home, "tool", "call", "files/" + tool, "--input", input).replace(": ", ":").replace(", ", ",");
  }

  private static String succeeds(Home home, String... words) throws IOException, InterruptedException {
    Finished answer = home.reeve(words);
    assertThat(answer.code()).as("%s: %s", String.join(" ", words), answer).isZero();
    return answer.out();
  }

  private static void refused(Home home, int code, String tool, String input) throws IOException, InterruptedException {
    Finished answer = home.reeve("tool", "call", tool, "--input", input);
    assertThat(answer.code()).as(answer.toString()).isEqualTo(code);
  }
}
