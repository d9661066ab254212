package dev.reeve.cli.talk;

import dev.reeve.client.ReeveException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Messages that nobody types: the lines of a stream, of UTF-8 and at most 64 KiB each. */
public final class LinesRead implements Messages {

  private static final int LONGEST = 64 << 10;

  private final InputStream in;
  private int number;

  /** Reads from there on. */
  public LinesRead(InputStream in) {
    this.in = in;
  }

  /** @throws ReeveException when a line is too long or no text */
  @Override
  public Heard next(String prompt) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    number++;
    try {
      int read = in.read();
      if (read < 0) {
        return new Ended();
      }
      for (; read >= 0 && read != '\n'; read = in.read()) {
        if (line.size() == LONGEST) {
          throw ReeveException.usage("line " + number + " is longer than " + LONGEST + " bytes", "send less, or the path of a file");
        }
        line.write(read);
      }
      return new Said(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line.toByteArray())).toString());
    } catch (CharacterCodingException notText) {
      throw ReeveException.usage("line " + number + " is not UTF-8 text", "convert it to UTF-8");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public String answer(String question) {
    return "";
  }

  @Override
  public boolean person() {
    return false;
  }

  @Override
  public boolean drawsOver() {
    return false;
  }
}
