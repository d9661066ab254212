package dev.reeve.evidence;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The verifier as a program of its own, for a copied folder or an export without a kernel. Exit 0 intact, 1 broken, 2 not verified:
 * unreadable, or called wrongly.
 */
public final class VerifyMain {

  static final int INTACT = 0;
  static final int BROKEN = 1;
  static final int UNREADABLE = 2;
  private static final String HELP = "usage: verify DIR|FILE [--key PUB.pem] [--head SEQ:HASH]... [-o table|json]";

  private @Nullable Path place;
  private @Nullable PinnedKeys keys;
  private final List<KnownHead> heads = new ArrayList<>();
  private boolean json;

  private VerifyMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  /** The whole program but for the exit. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    try {
      VerifyMain main = new VerifyMain();
      Path place = main.parse(arguments);
      return Files.isRegularFile(place) ? main.export(place, out, err) : main.chain(place, out, err);
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
        case "--key" -> keys = PinnedKeys.read(path(value(arguments, i++)));
        case "--head" -> heads.add(KnownHead.parse(value(arguments, i++)));
        case "-o" -> json = json(value(arguments, i++));
        default -> {
          if (arguments[i].startsWith("-") || place != null) {
            throw new IllegalArgumentException("unexpected '" + arguments[i] + "'");
          }
          place = path(arguments[i]);
        }
      }
    }
    if (place == null) {
      throw new IllegalArgumentException("DIR or FILE is missing");
    }
    return place;
  }

  private static String value(String[] arguments, int option) {
    if (option + 1 == arguments.length) {
      throw new IllegalArgumentException(arguments[option] + " needs a value");
    }
    return arguments[option + 1];
  }

  private static boolean json(String format) {
    return switch (format) {
      case "json" -> true;
      case "table" -> false;
      default -> throw new IllegalArgumentException("the formats are table and json, not '" + format + "'");
    };
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path: " + e.getReason(), e);
    }
  }

  private int chain(Path dir, PrintStream out, PrintStream err) throws UnreadableChainException {
    Verification found = ChainVerifier.verifyAgainst(dir, keys, heads);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("intact", found.intact());
    figures.put("records", found.records());
    figures.put("first record", found.firstSeq());
    figures.put("head", found.records() + ":" + found.head());
    figures.put("last checkpoint", found.lastCheckpoint());
    figures.put("after checkpoint", found.afterCheckpoint());
    figures.put("key epoch", found.epoch());
    figures.put("leftover segments", found.leftovers());
    return print(figures, found.problem(), "first bad record", found.firstBadSeq(), "broken at record " + found.firstBadSeq(), out, err);
  }

  private int export(Path file, PrintStream out, PrintStream err) throws UnreadableChainException {
    if (!heads.isEmpty()) {
      throw new IllegalArgumentException("--head is for a chain's folder; an export has its checkpoint");
    }
    ExportVerification found = ExportVerifier.verify(file, keys);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("intact", found.intact());
    figures.put("records", found.records());
    figures.put("checkpoint", found.checkpoint());
    return print(figures, found.problem(), "first bad line", found.firstBadLine(), "broken export", out, err);
  }

  private int print(
      Map<String, Object> figures, @Nullable String problem, String badName, long bad, String verdict, PrintStream out, PrintStream err) {
    figures.put("signatures checked", keys != null);
    if (json) {
      figures.put("problem", problem == null ? "" : problem);
      figures.put(badName, bad);
      Map<String, Object> members = new LinkedHashMap<>();
      figures.forEach((name, value) -> members.put(name.replace(' ', '_'), value));
      out.println(new String(CanonicalJson.bytes(Json.from(members)), StandardCharsets.UTF_8));
    } else {
      out.println(problem == null ? "intact" : "broken");
      figures.remove("intact");
      figures.forEach((name, value) -> out.printf("%-18s %s%n", name, shown(value)));
    }
    if (problem != null) {
      err.println(verdict + ": " + problem);
    }
    return problem == null ? INTACT : BROKEN;
  }

  private static String shown(Object value) {
    return value instanceof Boolean flag ? (flag ? "yes" : "no, no --key given") : value.toString();
  }
}
