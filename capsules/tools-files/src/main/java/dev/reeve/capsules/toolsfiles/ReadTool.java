package dev.reeve.capsules.toolsfiles;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import dev.reeve.capsule.Tool;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool {@code files/read}: part of a file. Answers {@code content}, {@code encoding}, {@code size} (of the whole file),
 * {@code offset}, {@code eof} and, unless at the end, {@code next_offset}. As utf-8 no character is cut in half, so an answer may hold
 * a few bytes less than asked for.
 */
final class ReadTool implements Tool {

  private static final int USUAL_BYTES = 64 * 1024;
  private static final int MOST_BYTES = 1024 * 1024;

  /** A character of UTF-8 has up to so many bytes; fewer could never get past one. */
  private static final int LEAST_BYTES = 4;

  private final HostFiles files;

  ReadTool(HostFiles files) {
    this.files = files;
  }

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException {
    Input values = new Input(input);
    String path = values.text("path");
    long offset = values.number("offset", 0, 0, Long.MAX_VALUE);
    int most = (int) values.number("max_bytes", USUAL_BYTES, LEAST_BYTES, MOST_BYTES);
    String encoding = values.word("encoding", "utf-8", "base64");
    HostFiles.Content read = files.read(path, offset, most);
    byte[] bytes = read.bytes();
    boolean atEnd = bytes.length == 0 || offset + bytes.length >= read.size();
    return encoding.equals("base64")
        ? answer(Base64.getEncoder().encodeToString(bytes), encoding, read.size(), offset, bytes.length, atEnd)
        : text(path, bytes, offset, read.size(), atEnd);
  }

  private static Map<String, @Nullable Object> text(String path, byte[] bytes, long offset, long size, boolean atEnd)
      throws CapsuleException {
    int whole = atEnd ? bytes.length : Utf8.wholeCharacters(bytes);
    String text;
    try {
      text = Utf8.decode(bytes, whole);
    } catch (CharacterCodingException e) {
      throw new CapsuleException(
          CapsuleException.Kind.INVALID,
          path + " is not UTF-8 from byte " + offset + " on, or that byte is inside a character: ask for encoding \"base64\"",
          e);
    }
    int fitting = JsonSize.fitting(text, JsonSize.CONTENT);
    if (fitting < text.length()) {
      String head = text.substring(0, fitting);
      return answer(head, "utf-8", size, offset, head.getBytes(UTF_8).length, false);
    }
    return answer(text, "utf-8", size, offset, whole, atEnd);
  }

  private static Map<String, @Nullable Object> answer(
      String content, String encoding, long size, long offset, int taken, boolean atEnd) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("content", content);
    answer.put("encoding", encoding);
    answer.put("size", size);
    answer.put("offset", offset);
    if (!atEnd) {
      answer.put("next_offset", offset + taken);
    }
    answer.put("eof", atEnd);
    return answer;
  }
}
