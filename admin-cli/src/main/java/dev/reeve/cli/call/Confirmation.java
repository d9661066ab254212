package dev.reeve.cli.call;

import dev.reeve.cli.output.Printable;
import dev.reeve.client.ReeveException;
import java.util.Locale;

/** A question that whoever sits there answers with yes or no. */
public final class Confirmation {

  private Confirmation() {}

  /**
   * Whether the user agrees; without asking where -y was given.
   *
   * @throws ReeveException when neither -y was given nor anybody may be asked
   */
  public static boolean of(String question, Invocation call) {
    if (call.globals().yes()) {
      return true;
    }
    if (call.globals().noInput()) {
      throw ReeveException.usage("this needs to be confirmed, and --no-input forbids to ask", "give -y if you agree");
    }
    return answered(question, call.surroundings());
  }

  /** Asks; anything but a yes is a no. */
  private static boolean answered(String question, Surroundings surroundings) {
    String answer = surroundings.typed().shown(Printable.line(question) + " [y/N] ", surroundings).strip().toLowerCase(Locale.ROOT);
    return answer.equals("y") || answer.equals("yes");
  }
}
