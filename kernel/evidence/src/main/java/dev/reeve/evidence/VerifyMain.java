package dev.reeve.evidence;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * The verifier as a program of its own, for a copied folder without a kernel. Exit 0 intact, 1 broken, 2 not verified: unreadable, or
 * called wrongly.
 */
public final class VerifyMain {

  static final int INTACT = 0;
  static final int BROKEN = 1;
  static final int UNREADABLE = 2;
  private static final String HELP = "usage: verify DIR [--key PUB.pem] [--head SEQ:HASH]";

  private @Nullable Path dir;
  private @Nullable PublicKey key;
  private @Nullable KnownHead head;

  private VerifyMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  /** The whole program but for the exit. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    try {
      VerifyMain main = new VerifyMain();
      Path dir = main.parse(arguments);
      Verification found = ChainVerifier.verify(dir, main.key, main.head);
      print(found, main.key != null, out);
      if (found.problem() != null) {
        err.println("broken at record " + found.firstBadSeq() + ": " + found.problem());
      }
      return found.intact() ? INTACT : BROKEN;
    } catch (UnreadableChainException | IOException e) {
      err.println("unreadable: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.println(HELP);
    }
    return UNREADABLE;
  }

  private Path parse(String[] arguments) throws IOException {
    if (arguments.length == 0 || !arguments[0].equals("verify")) {
      throw new IllegalArgumentException("the command is 'verify'");
    }
    for (int i = 1; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--key" -> key = AuditKeyFile.read(path(value(arguments, i++)));
        case "--head" -> head = KnownHead.parse(value(arguments, i++));
        default -> {
          if (arguments[i].startsWith("--") || dir != null) {
            throw new IllegalArgumentException("unexpected '" + arguments[i] + "'");
          }
          dir = path(arguments[i]);
        }
      }
    }
    if (dir == null) {
      throw new IllegalArgumentException("DIR is missing");
    }
    return dir;
  }

  private static String value(String[] arguments, int option) {
    if (option + 1 == arguments.length) {
      throw new IllegalArgumentException(arguments[option] + " needs a value");
    }
    return arguments[option + 1];
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path: " + e.getReason(), e);
    }
  }

  private static void print(Verification found, boolean signatures, PrintStream out) {
    out.println(found.intact() ? "intact" : "broken");
    out.println("records            " + found.records());
    out.println("head               " + found.records() + ":" + found.head());
    out.println("last checkpoint    " + (found.lastCheckpoint() == 0 ? "none" : "record " + found.lastCheckpoint()));
    out.println("after checkpoint   " + found.afterCheckpoint());
    out.println("signatures         " + (signatures ? "checked" : "not checked, no --key given"));
  }
}
