package dev.reeve.cli.call;

import dev.reeve.cli.output.Printable;
import dev.reeve.client.Passphrases;
import dev.reeve.client.PrivateFile;
import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Passphrases of key files: in the file that was named for them, else typed at the terminal. */
final class PassphraseInput implements Passphrases {

  private static final int LEAST = 8;
  private static final int MAX_BYTES = 1024;
  private static final String NAME_A_FILE = "name a file that has it with --passphrase-file FILE or REEVE_PASSPHRASE_FILE";

  private final @Nullable Path file;
  private final boolean noInput;
  private final TypedInput terminal;

  /**
   * @param file with the passphrase alone; null: none was named
   * @param noInput nobody may be asked
   */
  PassphraseInput(@Nullable Path file, boolean noInput, TypedInput terminal) {
    this.file = file;
    this.noInput = noInput;
    this.terminal = terminal;
  }

  @Override
  public char[] of(Path key) {
    return file == null ? typed("Passphrase of " + key + ": ", key) : read(file);
  }

  /**
   * A passphrase for a new key, typed twice where it is typed. Who asks overwrites it.
   *
   * @throws ReeveException when it is not to be had, shorter than 8 characters, or was typed in two ways
   */
  char[] chosen(Path key) {
    char[] chosen = of(key);
    if (chosen.length < LEAST) {
      Arrays.fill(chosen, '\0');
      throw ReeveException.usage("a passphrase has at least " + LEAST + " characters", "choose a longer one");
    }
    if (file != null) {
      return chosen;
    }
    char[] again = new char[0];
    boolean same = false;
    try {
      again = typed("Again: ", key);
      same = Arrays.equals(chosen, again);
    } finally {
      Arrays.fill(again, '\0');
      if (!same) {
        Arrays.fill(chosen, '\0');
      }
    }
    if (!same) {
      throw ReeveException.usage("the second passphrase is not the first", "type the same one twice");
    }
    return chosen;
  }

  private char[] typed(String prompt, Path key) {
    if (noInput) {
      throw ReeveException.usage("the passphrase of " + key + " is needed, and --no-input forbids to ask for it", NAME_A_FILE);
    }
    char[] typed = terminal.hidden(Printable.line(prompt));
    if (typed == null) {
      throw ReeveException.usage(
          "the passphrase of " + key + " is needed, and nobody typed it: standard input and output have to be a terminal", NAME_A_FILE);
    }
    return typed;
  }

  private static char[] read(Path file) {
    byte[] bytes = new byte[0];
    CharBuffer text = CharBuffer.allocate(0);
    try {
      bytes = PrivateFile.read("passphrase file", file, MAX_BYTES);
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return line(text, file);
    } catch (NoSuchFileException absent) {
      throw ReeveException.usage("there is no passphrase file " + file, "check the path");
    } catch (CharacterCodingException noText) {
      throw ReeveException.usage("the passphrase file " + file + " is not UTF-8 text", "write the passphrase alone into it");
    } catch (IOException unreadable) {
      throw ReeveException.usage("the passphrase file " + file + " cannot be read: " + unreadable.getMessage(), "check the path");
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(text.array(), '\0');
    }
  }

  private static char[] line(CharBuffer text, Path file) {
    int end = text.length();
    if (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
      if (end > 0 && text.charAt(end - 1) == '\r') {
        end--;
      }
    }
    char[] line = new char[end];
    text.get(line);
    for (char each : line) {
      if (each == '\n') {
        Arrays.fill(line, '\0');
        throw ReeveException.usage("the passphrase file " + file + " has more than one line", "write the passphrase alone into it");
      }
    }
    return line;
  }
}
