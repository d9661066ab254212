package dev.reeve.cli.noun;

import dev.reeve.cli.call.InputText;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.TicketInfo;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One-time secrets on their way: out alone on standard output, in as typed, or from a file or standard input, never on the line. */
final class Tokens {

  private static final int LONGEST = 512;

  private Tokens() {}

  /**
   * The token to redeem.
   *
   * @param file where it is; null: typed without being shown where somebody sits there, else standard input
   * @throws ReeveException when it is missing, not one line of text, or standard input may not be read
   */
  static String read(@Nullable Path file, Invocation call) {
    String token = (file == null ? typed(call) : InputText.file(file)).strip();
    if (token.isEmpty()) {
      throw ReeveException.usage("there is no token", "type it, pipe it in, or name its file with --token-file");
    }
    if (token.length() > LONGEST || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw ReeveException.usage("this is no token: it is one line of at most " + LONGEST + " characters without blanks",
          "pipe in the token alone");
    }
    return token;
  }

  private static String typed(Invocation call) {
    char[] typed = call.globals().noInput() ? null : call.surroundings().typed().hidden("Token: ");
    return typed == null ? InputText.read("-", call) : new String(typed);
  }

  /** Tells of a ticket on standard error and prints its token alone, so that it can be piped; with dry run only tells. */
  static void print(String what, TicketInfo ticket, String token, boolean dryRun, Invocation call) {
    call.tell((dryRun ? "would issue " : "issued ") + what + (ticket.getId().isEmpty() ? "" : " " + ticket.getId()));
    for (TableView.Column<TicketInfo> column : KeyViews.TICKET.columns()) {
      String cell = column.cell().apply(ticket);
      if (!cell.isEmpty() && !column.header().equals("ID")) {
        call.tell("  " + column.header().toLowerCase(Locale.ROOT) + ": " + cell);
      }
    }
    if (!dryRun) {
      call.tell("the token is shown this once:");
      call.output().line(token);
    }
  }
}
