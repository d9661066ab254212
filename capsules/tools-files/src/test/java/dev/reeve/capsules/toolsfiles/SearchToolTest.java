package dev.reeve.capsules.toolsfiles;

import static dev.reeve.capsule.CapsuleException.Kind.DENIED;
import static dev.reeve.capsule.CapsuleException.Kind.INVALID;
import static dev.reeve.capsule.CapsuleException.Kind.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SearchToolTest {

  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return Files.writeString(file, content);
  }

  private Map<String, @Nullable Object> search(Object... pairs) throws CapsuleException {
    return search(new TempFiles(folder), pairs);
  }

  private Map<String, @Nullable Object> search(HostFiles files, Object... pairs) throws CapsuleException {
    FileContext context = new FileContext(files);
    new ToolsFilesCapsule().start(context);
    Map<String, @Nullable Object> input = new LinkedHashMap<>();
    input.put("path", folder.toString());
    for (int i = 0; i < pairs.length; i += 2) {
      input.put((String) pairs[i], pairs[i + 1]);
    }
    return Objects.requireNonNull(context.tools.get("files/search")).call(input);
  }

  private void refused(CapsuleException.Kind kind, String words, Object... pairs) {
    assertThatThrownBy(() -> search(pairs))
        .isInstanceOfSatisfying(CapsuleException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(words);
  }

  private static List<Map<?, ?>> matches(Map<String, @Nullable Object> answer) {
    List<Map<?, ?>> matches = new ArrayList<>();
    for (Object match : (List<?>) Objects.requireNonNull(answer.get("matches"))) {
      matches.add((Map<?, ?>) match);
    }
    return matches;
  }

  private List<String> found(Map<String, @Nullable Object> answer) {
    return matches(answer).stream().map(match -> folder.relativize(Path.of(String.valueOf(match.get("path")))).toString()).toList();
  }

  private static List<String> kinds(Map<String, @Nullable Object> answer) {
    return matches(answer).stream().map(match -> String.valueOf(match.get("kind"))).toList();
  }

  @Test
  void namesAreFoundNearerOnesFirstAndLinksAreNotFollowed() throws Exception {
    file("z.log", "");
    file("a/b.log", "12");
    file("a/deep/c.log", "");
    file("a/c.txt", "");
    Files.createSymbolicLink(folder.resolve("link.log"), folder.resolve("a"));
    Map<String, @Nullable Object> answer = search("name", "*.log");
    assertThat(found(answer)).containsExactly("link.log", "z.log", "a/b.log", "a/deep/c.log");
    assertThat(matches(answer).get(2).get("size")).isEqualTo(2L);
    assertThat(kinds(answer)).containsExactly("link", "file", "file", "file");
    assertThat(answer)
        .containsEntry("truncated", false)
        .containsEntry("bounds", List.of())
        .containsEntry("visited", 7L)
        .containsEntry("read", 0L)
        .containsEntry("skipped", Map.of("denied", 0L, "unreadable", 0L, "binary", 0L));
  }

  @Test
  void linesAreFoundByTextInTheFilesOfThatName() throws Exception {
    file("a.log", "one ERROR\r\ntwo\nERROR three ERROR\nfour ERROR");
    file("b.txt", "ERROR");
    Map<String, @Nullable Object> answer = search("name", "*.log", "text", "ERROR");
    String path = folder.resolve("a.log").toString();
    assertThat(answer.get("matches"))
        .isEqualTo(
            List.of(
                Map.of("path", path, "line", 1L, "text", "one ERROR"),
                Map.of("path", path, "line", 3L, "text", "ERROR three ERROR"),
                Map.of("path", path, "line", 4L, "text", "four ERROR")));
    assertThat(answer).containsEntry("read", 1L);
    assertThat(found(search("text", "ERROR", "max_matches", 1000.0))).containsExactly("a.log", "a.log", "a.log", "b.txt");
  }

  @Test
  void whatMayNotBeReadIsPassedOverAndCounted() throws Exception {
    file("open.log", "needle");
    Path closed = file("closed.log", "needle");
    Path inside = file("inside/deep.log", "needle");
    HostFiles files = new TempFiles(folder, closed, Objects.requireNonNull(inside.getParent()));
    assertThat(found(search(files, "text", "needle"))).containsExactly("open.log");
    Map<String, @Nullable Object> answer = search(files, "name", "*.log");
    assertThat(found(answer)).containsExactly("open.log");
    assertThat(answer).containsEntry("skipped", Map.of("denied", 2L, "unreadable", 0L, "binary", 0L)).containsEntry("truncated", false);
    refused(DENIED, "/etc", "path", "/etc", "name", "*");
    refused(NOT_FOUND, "absent", "path", folder + "/absent", "name", "*");
  }

  @Test
  void binaryFilesAreCountedAndOtherEncodingsAreShownAsFarAsTheyAreText() throws Exception {
    Files.write(folder.resolve("a.bin"), new byte[] {'h', 'i', 0});
    Files.write(folder.resolve("b.txt"), new byte[] {'h', 'i', (byte) 0xfc});
    Map<String, @Nullable Object> answer = search("text", "hi");
    assertThat(matches(answer)).extracting(match -> match.get("text")).isEqualTo(List.of("hi\ufffd"));
    assertThat(answer).containsEntry("skipped", Map.of("denied", 0L, "unreadable", 0L, "binary", 1L));
  }

  @Test
  void everyBoundThatIsReachedIsNamed() throws Exception {
    file("a/b/c/d.log", "x\nx\n");
    file("e.log", "x");
    assertThat(search("name", "*.log", "max_depth", 1L)).containsEntry("truncated", true).containsEntry("bounds", List.of("depth"));
    assertThat(search("name", "*.log", "max_depth", 4L)).containsEntry("truncated", false);
    Map<String, @Nullable Object> entries = search("name", "*.log", "max_entries", 2L);
    assertThat(entries).containsEntry("bounds", List.of("entries")).containsEntry("visited", 2L);
    assertThat(found(entries)).containsExactly("e.log");
    Map<String, @Nullable Object> matches = search("text", "x", "max_matches", 2L);
    assertThat(matches).containsEntry("bounds", List.of("matches"));
    assertThat(found(matches)).containsExactly("e.log", "a/b/c/d.log");
    assertThat(search("text", "x", "max_matches", 3L)).containsEntry("truncated", false);
  }

  @Test
  void aLargeFileIsReadInItsFirstMebibyte() throws Exception {
    file("a.log", "x".repeat(1024 * 1024) + "needle");
    Map<String, @Nullable Object> answer = search("text", "needle");
    assertThat(answer).containsEntry("bounds", List.of("file")).containsEntry("matches", List.of());
  }

  @Test
  void aHugeFolderIsPassedOverAndSaidSo() throws Exception {
    Path huge = Files.createDirectory(folder.resolve("huge"));
    for (int i = 0; i <= Search.MOST_IN_FOLDER; i++) {
      Files.createFile(huge.resolve("f" + i));
    }
    file("z/f1", "");
    Map<String, @Nullable Object> answer = search("name", "f1");
    assertThat(found(answer)).containsExactly("z/f1");
    assertThat(answer).containsEntry("bounds", List.of("folder"));
  }

  @Test
  void noMoreThanAThousandFilesAreRead() throws Exception {
    for (int i = 0; i <= Search.MOST_FILES; i++) {
      file("f" + i, "no");
    }
    Map<String, @Nullable Object> answer = search("text", "needle");
    assertThat(answer).containsEntry("read", (long) Search.MOST_FILES).containsEntry("bounds", List.of("files"));
  }

  @Test
  void noMoreThanSixtyFourMebibytesAreRead() throws Exception {
    String mebibyte = "aaaaaaaaaaaaaaaa".repeat(64 * 1024);
    for (int i = 0; i < 65; i++) {
      file("f" + i, mebibyte);
    }
    Map<String, @Nullable Object> answer = search("text", "a".repeat(255) + "b");
    assertThat(answer).containsEntry("read", 64L).containsEntry("bounds", List.of("bytes"));
  }

  @Test
  void matchesThatFillAnAnswerEndIt() throws Exception {
    String name = "\u0001".repeat(250);
    file(name + "/" + name + "/" + name + "/f", ("\u0001".repeat(400) + "\n").repeat(1000));
    Map<String, @Nullable Object> answer = search("text", "\u0001", "max_matches", 1000L);
    assertThat(answer).containsEntry("bounds", List.of("answer"));
    assertThat(matches(answer).size()).isBetween(500, 700);
    assertThat(answer.toString().chars().map(c -> c < ' ' ? 6 : 1).sum()).isBetween(3 << 20, 4 << 20);
  }

  @Test
  void inputOutsideTheSchemaIsRefusedByKey() {
    refused(INVALID, "say what to search");
    refused(INVALID, "name: must have 1 to 256", "name", "");
    refused(INVALID, "text: must have 1 to 256", "text", "x".repeat(257));
    refused(INVALID, "text: must be part of one line", "text", "a\nb");
    refused(INVALID, "text: holds half", "text", "\ud83d");
    refused(INVALID, "max_depth: must be 1 to 32", "name", "*", "max_depth", 33L);
    refused(INVALID, "max_entries: must be 1 to 20000", "name", "*", "max_entries", 20_001L);
    refused(INVALID, "max_matches: must be 1 to 1000", "name", "*", "max_matches", 0L);
  }
}
