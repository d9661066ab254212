package dev.reeve.cli.call;

import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
    return read(word, call, MAX_BYTES);
  }

  /**
   * The text meant by a word, at most so many bytes of it.
   *
   * @throws ReeveException when it is unreadable, too long, not UTF-8, or standard input may not be read
   */
  public static String read(String word, Invocation call, int most) {
    if (word.equals("-")) {
      return input(call, most);
    }
    if (word.startsWith("@")) {
      return file(path(word.substring(1)), most);
    }
    if (word.getBytes(StandardCharsets.UTF_8).length > most) {
      throw tooLong("the text given", most);
    }
    return word;
  }

  /**
   * The text of a file, or of standard input where its name is {@code -}.
   *
   * @throws ReeveException when it is unreadable, too long, not UTF-8, or standard input may not be read
   */
  public static String document(String name, Invocation call) {
    return name.equals("-") ? input(call, MAX_BYTES) : file(path(name), MAX_BYTES);
  }

  private static String input(Invocation call, int most) {
    if (call.globals().noInput()) {
      throw ReeveException.usage("'-' reads standard input, which --no-input forbids", "name a file");
    }
    try {
      return read(call.surroundings().in(), "standard input", most);
    } catch (IOException unreadable) {
      throw ReeveException.local(LocalError.FAILED, "standard input cannot be read: " + unreadable.getMessage(), "name a file");
    }
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException noPath) {
      throw ReeveException.usage("'" + name + "' is no name of a file", "check the path");
    }
  }

  /**
   * The text of a file.
   *
   * @throws ReeveException when it is unreadable, too long or not UTF-8
   */
  public static String file(Path file) {
    return file(file, MAX_BYTES);
  }

  private static String file(Path file, int most) {
    if (file.toString().isEmpty()) {
      throw ReeveException.usage("the name of the file is missing", "name a file");
    }
    if (Files.isDirectory(file)) {
      throw ReeveException.usage(file + " is a folder", "name a file");
    }
    if (!Files.exists(file)) {
      throw ReeveException.usage("there is no file " + file, "check the path");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, "file " + file, most);
    } catch (IOException unreadable) {
      throw ReeveException.local(
          LocalError.FAILED, "file " + file + " cannot be read: " + unreadable.getMessage(), "check the path and its permissions");
    }
  }

  private static String read(InputStream in, String what, int most) throws IOException {
    try {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw tooLong(what, most);
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      throw ReeveException.usage(what + " is not UTF-8 text", "convert it to UTF-8");
    }
  }

  private static ReeveException tooLong(String what, int most) {
    return ReeveException.usage(what + " is longer than " + most + " bytes", "pass a path instead of content");
  }
}
