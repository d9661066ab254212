package dev.reeve.cli.call;

import dev.reeve.cli.output.Printable;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.util.Locale;

/** A question that whoever sits there answers with yes or no. */
public final class Confirmation {

  private Confirmation() {}

  /**
   * Goes on only when the user agrees; without asking where -y was given.
   *
   * @param otherwise what is told where the user does not, such as {@code nothing was removed}
   * @throws ReeveException when the user does not agree, or when neither -y was given nor anybody may be asked or answers
   */
  public static void require(String question, String otherwise, Invocation call) {
    if (call.globals().yes()) {
      return;
    }
    if (call.globals().noInput()) {
      throw ReeveException.usage("this needs to be confirmed, and --no-input forbids to ask; " + otherwise, "give -y if you agree");
    }
    call.notices().clear();
    String answer = call.surroundings().typed().shown(Printable.line(question) + " [y/N] ", call.surroundings());
    if (answer == null) {
      throw ReeveException.usage("this needs to be confirmed, and nobody answers here; " + otherwise, "give -y if you agree");
    }
    String word = answer.strip().toLowerCase(Locale.ROOT);
    if (!word.equals("y") && !word.equals("yes")) {
      throw ReeveException.local(LocalError.FAILED, otherwise, "answer y, or give -y");
    }
  }
}
