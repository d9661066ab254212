package dev.reeve.capsules.toolsfiles;

import static dev.reeve.capsule.CapsuleException.Kind.DENIED;
import static dev.reeve.capsule.CapsuleException.Kind.INVALID;
import static dev.reeve.capsule.CapsuleException.Kind.NOT_FOUND;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadToolTest {

  @TempDir Path folder;
  private Path file;
  private Tool read;

  @BeforeEach
  void start() {
    FileContext context = new FileContext(new TempFiles(folder));
    new ToolsFilesCapsule().start(context);
    read = Objects.requireNonNull(context.tools.get("files/read"));
    file = folder.resolve("a.log");
  }

  @Test
  void readsAWholeSmallFile() throws Exception {
    Files.writeString(file, "one\ntwo\n");
    assertThat(call()).containsExactlyInAnyOrderEntriesOf(
        Map.of("content", "one\ntwo\n", "encoding", "utf-8", "size", 8L, "offset", 0L, "eof", true));
  }

  @Test
  void anEmptyFileAndAnOffsetPastTheEndAreTheEnd() throws Exception {
    Files.writeString(file, "");
    assertThat(call()).containsEntry("content", "").containsEntry("eof", true).doesNotContainKey("next_offset");
    Files.writeString(file, "abc");
    assertThat(call("offset", 9L)).containsEntry("content", "").containsEntry("eof", true).containsEntry("size", 3L);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6, 7, 8, 9, 11, 64})
  void piecesOfEverySizeJoinToTheWholeTextWithoutACutCharacter(long size) throws Exception {
    String text = "aä€😀".repeat(9) + "end";
    Files.writeString(file, text);
    StringBuilder joined = new StringBuilder();
    long offset = 0;
    boolean more = true;
    while (more) {
      Map<String, @Nullable Object> piece = call("offset", offset, "max_bytes", size);
      joined.append(piece.get("content"));
      more = Boolean.FALSE.equals(piece.get("eof"));
      if (more) {
        long next = (Long) Objects.requireNonNull(piece.get("next_offset"));
        assertThat(next).isGreaterThan(offset).isLessThanOrEqualTo(offset + size);
        offset = next;
      }
    }
    assertThat(joined).hasToString(text);
  }

  @Test
  void bytesThatAreNoUtf8AreRefusedWithTheWayToReadThem() throws Exception {
    byte[] latin = "Zürich".getBytes(ISO_8859_1);
    Files.write(file, latin);
    assertRefused(INVALID, "base64");
    assertThat(call("encoding", "base64")).containsEntry("content", Base64.getEncoder().encodeToString(latin)).containsEntry("eof", true);
  }

  @Test
  void aCharacterCutByTheEndOfTheFileIsNoUtf8() throws Exception {
    Files.write(file, new byte[] {'a', (byte) 0xe2, (byte) 0x82});
    assertRefused(INVALID, "not UTF-8");
  }

  @Test
  void anOffsetInsideACharacterIsRefused() throws Exception {
    Files.writeString(file, "€uro");
    assertRefused(INVALID, "inside a character", "offset", 1L);
  }

  @Test
  void base64GoesOnByteByByte() throws Exception {
    Files.write(file, new byte[] {0, 1, 2, 3, 4, 5});
    assertThat(call("encoding", "base64", "max_bytes", 4L)).containsEntry("content", "AAECAw==").containsEntry("next_offset", 4L);
    assertThat(call("encoding", "base64", "offset", 4L)).containsEntry("content", "BAU=").doesNotContainKey("next_offset");
  }

  @Test
  void aMebibyteOfControlCharactersStillFitsOneAnswer() throws Exception {
    Files.write(file, new byte[1024 * 1024]);
    Map<String, @Nullable Object> first = call("max_bytes", 1024L * 1024);
    String content = (String) Objects.requireNonNull(first.get("content"));
    assertThat(content.length() * 6).isLessThan(4 * 1024 * 1024);
    assertThat(first).containsEntry("eof", false).containsEntry("next_offset", (long) content.getBytes(UTF_8).length);
  }

  @Test
  void whatTheHostRefusesIsPassedOn() throws Exception {
    assertRefused(NOT_FOUND, "a.log");
    assertRefused(DENIED, "fs:read@/etc/hostname", "path", "/etc/hostname");
  }

  @Test
  void inputOutsideTheSchemaIsRefusedByKey() throws Exception {
    Files.writeString(file, "x");
    assertRefused(INVALID, "offset: must be 0 to", "offset", -1L);
    assertRefused(INVALID, "offset: must be a whole number", "offset", 1.5);
    assertRefused(INVALID, "max_bytes: must be 4 to 1048576", "max_bytes", 1048577L);
    assertRefused(INVALID, "encoding: must be", "encoding", "latin1");
    assertRefused(INVALID, "path: must be a string", "path", 1L);
    assertThat(call("max_bytes", 8.0)).containsEntry("content", "x");
  }

  private Map<String, @Nullable Object> call(Object... more) throws CapsuleException {
    Map<String, @Nullable Object> input = new LinkedHashMap<>();
    input.put("path", file.toString());
    for (int i = 0; i < more.length; i += 2) {
      input.put((String) more[i], more[i + 1]);
    }
    return read.call(input);
  }

  private void assertRefused(CapsuleException.Kind kind, String words, Object... more) {
    assertThatThrownBy(() -> call(more))
        .isInstanceOfSatisfying(CapsuleException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(words);
  }
}
