package dev.reeve.capsules.toolsfiles;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import dev.reeve.capsule.HostFiles.WriteMode;
import dev.reeve.capsule.Tool;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool {@code files/write}: makes, replaces or adds to a file. Answers {@code size}, of the whole file afterwards, and
 * {@code written}, both in bytes. Nothing is written of content that is no text or no base64.
 */
final class WriteTool implements Tool {

  private final HostFiles files;

  WriteTool(HostFiles files) {
    this.files = files;
  }

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException {
    Input values = new Input(input);
    String path = values.text("path");
    WriteMode mode = WriteMode.valueOf(values.word("mode", "create", "replace", "append").toUpperCase(Locale.ROOT));
    byte[] bytes = bytes(values.text("content"), values.word("encoding", "utf-8", "base64"));
    return Map.of("size", files.write(path, bytes, mode), "written", (long) bytes.length);
  }

  private static byte[] bytes(String content, String encoding) throws CapsuleException {
    if (encoding.equals("base64")) {
      try {
        return Base64.getDecoder().decode(content);
      } catch (IllegalArgumentException e) {
        throw Input.invalid("content", "is no base64 (RFC 4648, without line breaks)");
      }
    }
    try {
      return Utf8.encode(content);
    } catch (CharacterCodingException e) {
      throw Input.invalid("content", "holds half a surrogate pair, which no UTF-8 has");
    }
  }
}
