package dev.reeve.cli.call;

import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text given to a command: {@code @FILE}, {@code -} for standard input, else the word itself. UTF-8, at most 1 MiB. */
public final class InputText {

  /** Largest text, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  private InputText() {}

  /**
   * The text meant by a word.
   *
   * @throws ReeveException when it is unreadable, too long, not UTF-8, or standard input may not be read
   */
  public static String read(String word, Invocation call) {
    if (word.equals("-")) {
      if (call.globals().noInput()) {
        throw ReeveException.usage("'-' reads standard input, which --no-input forbids", "name a file with @FILE");
      }
      return read(call.surroundings().in(), "standard input");
    }
    if (word.startsWith("@")) {
      return file(Path.of(word.substring(1)));
    }
    if (word.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw tooLong("the text given");
    }
    return word;
  }

  /**
   * The text of a file.
   *
   * @throws ReeveException when it is unreadable, too long or not UTF-8
   */
  public static String file(Path file) {
    if (!Files.isRegularFile(file)) {
      throw ReeveException.usage("there is no file " + file, "check the path");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, "file " + file);
    } catch (IOException unreadable) {
      throw failed("file " + file, unreadable);
    }
  }

  private static String read(InputStream in, String what) {
    try {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw tooLong(what);
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      throw ReeveException.usage(what + " is not UTF-8 text", "convert it to UTF-8");
    } catch (IOException unreadable) {
      throw failed(what, unreadable);
    }
  }

  private static ReeveException tooLong(String what) {
    return ReeveException.usage(what + " is longer than " + MAX_BYTES + " bytes", "pass a path instead of content");
  }

  private static ReeveException failed(String what, IOException unreadable) {
    return ReeveException.local(
        LocalError.FAILED, what + " cannot be read: " + unreadable.getMessage(), "check the path and its permissions");
  }
}
