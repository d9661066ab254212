package dev.reeve.capsules.toolsfiles;

import static dev.reeve.capsule.CapsuleException.Kind.DENIED;
import static dev.reeve.capsule.CapsuleException.Kind.INVALID;
import static dev.reeve.capsule.CapsuleException.Kind.STATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WriteToolTest {

  @TempDir Path folder;
  private Path file;
  private Tool write;
  private Tool stat;

  @BeforeEach
  void start() {
    FileContext context = new FileContext(new TempFiles(folder));
    new ToolsFilesCapsule().start(context);
    write = Objects.requireNonNull(context.tools.get("files/write"));
    stat = Objects.requireNonNull(context.tools.get("files/stat"));
    file = folder.resolve("a.txt");
  }

  private Map<String, @Nullable Object> call(String... pairs) throws CapsuleException {
    Map<String, @Nullable Object> input = new HashMap<>();
    input.put("path", file.toString());
    for (int i = 0; i < pairs.length; i += 2) {
      input.put(pairs[i], pairs[i + 1]);
    }
    return write.call(input);
  }

  private void refused(CapsuleException.Kind kind, String words, String... pairs) {
    assertThatThrownBy(() -> call(pairs))
        .isInstanceOfSatisfying(CapsuleException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(words);
  }

  @Test
  void createReplaceAndAppendAnswerBothSizes() throws Exception {
    assertThat(call("content", "zwölf")).containsExactlyInAnyOrderEntriesOf(Map.of("size", 6L, "written", 6L));
    assertThat(file).hasContent("zwölf");
    refused(STATE, "is there already", "content", "x");
    assertThat(call("content", "one\n", "mode", "replace")).containsEntry("size", 4L);
    assertThat(call("content", "two\n", "mode", "append")).containsExactlyInAnyOrderEntriesOf(Map.of("size", 8L, "written", 4L));
    assertThat(file).hasContent("one\ntwo\n");
  }

  @Test
  void bytesGoAsBase64() throws Exception {
    assertThat(call("content", "AP8K", "encoding", "base64")).containsEntry("size", 3L);
    assertThat(file).hasBinaryContent(new byte[] {0, -1, '\n'});
    assertThat(call("content", "", "encoding", "base64", "mode", "replace")).containsEntry("size", 0L);
    assertThat(file).isEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "AP8K\n", "A-_=", "===", "AP8=K", "ä"})
  void whatIsNoBase64IsNotWritten(String content) {
    refused(INVALID, "content: is no base64", "content", content, "encoding", "base64");
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "a\ude00", "\ude00\ud83d"})
  void halfACharacterIsNotWritten(String content) {
    refused(INVALID, "content: holds half a surrogate pair", "content", content);
    assertThat(file).doesNotExist();
  }

  @Test
  void inputOutsideTheSchemaIsRefusedByKey() {
    refused(INVALID, "content: must be a string");
    refused(INVALID, "mode: must be one of create, replace, append", "content", "x", "mode", "truncate");
    refused(INVALID, "encoding: must be one of utf-8, base64", "content", "x", "encoding", "latin1");
    assertThat(file).doesNotExist();
  }

  @Test
  void whatTheHostRefusesIsPassedOn() {
    refused(DENIED, "fs:write@/etc/motd", "content", "x", "path", "/etc/motd");
  }

  @Test
  void statTellsWhatWasWritten() throws Exception {
    call("content", "12345");
    assertThat(stat.call(Map.of("path", file.toString())))
        .containsEntry("name", "a.txt")
        .containsEntry("kind", "file")
        .containsEntry("size", 5L)
        .containsOnlyKeys("name", "kind", "size", "modified");
    assertThat(stat.call(Map.of("path", folder.toString()))).containsEntry("kind", "folder").containsEntry("size", 0L);
    assertThatThrownBy(() -> stat.call(Map.of("path", folder + "/absent"))).hasMessageContaining("there is no");
  }

  private List<String> preview(String... pairs) throws CapsuleException {
    Map<String, @Nullable Object> input = new HashMap<>();
    input.put("path", file.toString());
    for (int i = 0; i < pairs.length; i += 2) {
      input.put(pairs[i], pairs[i + 1]);
    }
    return write.preview(input);
  }

  @Test
  void whatWouldChangeIsShownLineByLineAndNothingIsChanged() throws Exception {
    Files.writeString(file, "one\ntwo\nthree\nfour\nfive\nsix\n");
    assertThat(preview("content", "one\ntwo\nthree\nFOUR\nfive\nsix\n", "mode", "replace"))
        .containsExactly(
            "--- " + file, "+++ " + file, "@@ -1,7 +1,7 @@", " one", " two", " three", "-four", "+FOUR", " five", " six", " ");
    assertThat(Files.readString(file)).contains("four").doesNotContain("FOUR");
    assertThat(preview("content", "seven\n", "mode", "append")).contains("+seven");
    assertThat(preview("content", "one\ntwo\nthree\nfour\nfive\nsix\n", "mode", "replace")).containsExactly(file + ": nothing changes");
  }

  @Test
  void aNewFileIsAllNew() throws Exception {
    assertThat(preview("content", "a\nb")).containsExactly("--- " + file, "+++ " + file, "@@ -0,0 +1,2 @@", "+a", "+b");
    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  void whatIsNoTextOrTooLargeIsToldBySize() throws Exception {
    Files.write(file, new byte[] {(byte) 0xff, 1});
    assertThat(preview("content", "a", "mode", "replace")).singleElement().asString()
        .contains("2 bytes, sha256:", " would become 1 bytes, sha256:");
    Files.write(file, new byte[300 * 1024]);
    assertThat(preview("content", "a", "mode", "replace")).singleElement().asString().contains("more than 262144 bytes, beginning with sha256:", " would become 1 bytes, sha256:");
  }

  @Test
  void whatTheCallerMayNotReadIsNotShown() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
    FileContext context = new FileContext(new TempFiles(folder, secret));
    new ToolsFilesCapsule().start(context);
    List<String> shown =
        Objects.requireNonNull(context.tools.get("files/write")).preview(Map.of("path", secret.toString(), "content", "x", "mode", "replace"));
    assertThat(shown).singleElement().asString().contains("may not read it").doesNotContain("hunter2");
  }

  @Test
  void aLongDifferenceIsCutWithASignAndTheRestIsCounted() throws Exception {
    String many = "line\n".repeat(500);
    List<String> shown = preview("content", many);
    assertThat(shown).hasSizeLessThan(210).last().asString().isEqualTo("\\ 301 more lines with '+'");
    assertThat(preview("content", "x".repeat(1000)).getLast()).hasSizeLessThan(450).endsWith("… [1000 characters]");
  }
}
