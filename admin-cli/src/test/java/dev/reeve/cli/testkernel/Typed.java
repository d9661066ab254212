package dev.reeve.cli.testkernel;

import com.google.protobuf.ByteString;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Screen;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.call.TypedInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A line typed at the command line, and what came of it.
 *
 * @param bytes standard output as it was
 */
public record Typed(int exit, String out, String err, ByteString bytes) {

  /** One whose bytes do not matter. */
  public Typed(int exit, String out, String err) {
    this(exit, out, err, ByteString.EMPTY);
  }

  /** Types lines in one place: a home and a user's home. */
  public record Desk(Path home, Invocation.Lines tree, Interrupts interrupts, Screen screen) {

    public Desk(Path home, Invocation.Lines tree) {
      this(home, tree, new Interrupts());
    }

    public Desk(Path home, Invocation.Lines tree, Interrupts interrupts) {
      this(home, tree, interrupts, Screen.UNKNOWN);
    }

    public Typed type(String... words) {
      return typeWithInput("", words);
    }

    public Typed typeWithInput(String input, String... words) {
      return typeWithin(input, Map.of(), TypedInput.NONE, words);
    }

    /** Types it with further variables in the environment, and with somebody to type a passphrase. */
    public Typed typeWithin(String input, Map<String, String> variables, TypedInput hidden, String... words) {
      Map<String, String> environment = new HashMap<>(variables);
      environment.put("REEVE_HOME", home.toString());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Surroundings surroundings =
          new Surroundings(
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
              environment,
              home,
              null,
              interrupts)
              .on(screen)
              .asking(hidden);
      int exit = tree.run(List.of(words), surroundings);
      return new Typed(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), ByteString.copyFrom(out.toByteArray()));
    }
  }
}
