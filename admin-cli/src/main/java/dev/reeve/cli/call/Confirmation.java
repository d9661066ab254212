package dev.reeve.cli.call;

import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A question that is answered on standard input with yes or no. */
public final class Confirmation {

  private static final int LONGEST = 64;

  private Confirmation() {}

  /**
   * Whether the user agrees; without asking where -y was given.
   *
   * @throws ReeveException when neither -y was given nor standard input may be read
   */
  public static boolean of(String question, Invocation call) {
    if (call.globals().yes()) {
      return true;
    }
    if (call.globals().noInput()) {
      throw ReeveException.usage("this needs to be confirmed, and --no-input forbids to ask", "give -y if you agree");
    }
    return answered(question, call);
  }

  /** Whether the user agrees: asked also where -y was given, for what nobody agrees to unseen. */
  public static boolean answered(String question, Invocation call) {
    call.surroundings().err().print(question + " [y/N] ");
    call.surroundings().err().flush();
    String answer = line(call.surroundings().in()).strip().toLowerCase(Locale.ROOT);
    return answer.equals("y") || answer.equals("yes");
  }

  /** Empty at the end of input. */
  private static String line(InputStream in) {
    StringBuilder line = new StringBuilder();
    try {
      for (int read = in.read(); read >= 0 && read != '\n' && line.length() < LONGEST; read = in.read()) {
        line.append(new String(new byte[] {(byte) read}, StandardCharsets.US_ASCII));
      }
    } catch (IOException unreadable) {
      return "";
    }
    return line.toString();
  }
}
