package dev.reeve.capsules.toolsfiles;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import dev.reeve.capsule.HostFiles.WriteMode;
import dev.reeve.capsule.Tool;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool {@code files/write}: makes, replaces or adds to a file. Answers {@code size}, of the whole file afterwards, and
 * {@code written}, both in bytes. Nothing is written of content that is no text or no base64.
 */
final class WriteTool implements Tool {

  /** Most bytes of a file that is shown line by line. */
  private static final int MAX_SHOWN = 256 * 1024;

  private final HostFiles files;

  WriteTool(HostFiles files) {
    this.files = files;
  }

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException {
    Wanted wanted = Wanted.of(input);
    return Map.of("size", files.write(wanted.path(), wanted.bytes(), wanted.mode()), "written", (long) wanted.bytes().length);
  }

  /** What is to be written. */
  private record Wanted(String path, WriteMode mode, byte[] bytes) {

    static Wanted of(Map<String, @Nullable Object> input) throws CapsuleException {
      Input values = new Input(input);
      return new Wanted(
          values.text("path"), WriteMode.valueOf(values.word("mode", "create", "replace", "append").toUpperCase(Locale.ROOT)),
          WriteTool.bytes(values.text("content"), values.word("encoding", "utf-8", "base64")));
    }
  }

  /** A diff of the file, as far as whoever calls may read it and it is text. */
  @Override
  public List<String> preview(Map<String, @Nullable Object> input) throws CapsuleException {
    Wanted wanted = Wanted.of(input);
    byte[] present;
    try {
      present = present(wanted.path());
    } catch (CapsuleException e) {
      if (e.kind() == CapsuleException.Kind.DENIED) {
        return List.of(wanted.path() + ": what is there is not shown, since whoever calls may not read it");
      }
      throw e;
    }
    byte[] after = wanted.mode() == WriteMode.APPEND ? joined(present, wanted.bytes()) : wanted.bytes();
    if (present.length > MAX_SHOWN || after.length > MAX_SHOWN) {
      return List.of(sizes(wanted.path(), present, after));
    }
    try {
      return LineDifference.of(wanted.path(), Utf8.decode(present, present.length), Utf8.decode(after, after.length));
    } catch (CharacterCodingException e) {
      return List.of(sizes(wanted.path(), present, after));
    }
  }

  /** What a file holds, up to one byte more than is shown; nothing where there is none. */
  private byte[] present(String path) throws CapsuleException {
    try {
      var unused = files.stat(path);
    } catch (CapsuleException e) {
      if (e.kind() == CapsuleException.Kind.NOT_FOUND) {
        return new byte[0];
      }
      throw e;
    }
    return files.read(path, 0, MAX_SHOWN + 1).bytes();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static String sizes(String path, byte[] before, byte[] after) {
    return path + ": " + size(before) + " would become " + size(after) + "; not shown line by line";
  }

  private static String size(byte[] bytes) {
    String size = bytes.length > MAX_SHOWN ? "more than " + MAX_SHOWN + " bytes, beginning with" : bytes.length + " bytes,";
    try {
      return size + " sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
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
