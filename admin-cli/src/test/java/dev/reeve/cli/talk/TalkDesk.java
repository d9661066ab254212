package dev.reeve.cli.talk;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.client.LoginKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A kernel, and somebody who talks to its agents from a script. */
final class TalkDesk implements AutoCloseable {

  final TestKernel kernel;
  final Interrupts interrupts = new Interrupts();
  final Set<String> ours = ConcurrentHashMap.newKeySet();
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final Path home;
  private final String file;

  TalkDesk(Path home) throws IOException {
    this.home = home;
    this.kernel = TestKernel.at(home);
    this.file = home.resolve("ada.key").toString();
    LoginKey unused = LoginKey.generate(Path.of(file));
  }

  /** What the terminal shows; {@code ^C} is an interrupt instead of a line, and what follows {@code ?} answers a question. */
  private record Scripted(Queue<String> lines, PrintStream screen) implements Messages {

    @Override
    public Heard next(String prompt) {
      String line = lines.poll();
      screen.println(prompt + line);
      return line == null ? new Ended() : line.equals("^C") ? new Interrupted() : new Said(line);
    }

    @Override
    public String answer(String question) {
      String line = lines.poll();
      screen.println(question + line);
      return line == null ? "" : line;
    }

    @Override
    public boolean person() {
      return true;
    }

    @Override
    public boolean drawsOver() {
      return false;
    }
  }

  /** Says these lines at a terminal, without a key. */
  String say(String agent, String... lines) {
    return say(Map.of(), agent, lines);
  }

  /** Says these lines at a terminal, with a key. */
  String sayWithKey(String agent, String... lines) {
    return say(Map.of("REEVE_KEY", file), agent, lines);
  }

  private String say(Map<String, String> key, String agent, String... lines) {
    PrintStream screen = new PrintStream(shown, true, StandardCharsets.UTF_8);
    Map<String, String> environment = new HashMap<>(key);
    environment.put("REEVE_HOME", home.toString());
    Surroundings at = new Surroundings(screen, screen, InputStream.nullInputStream(), environment, home, null, interrupts);
    try (Invocation call = new Invocation(at, ReeveCommand::execute)) {
      int exit = new Conversation(call, agent, new Scripted(new ArrayDeque<>(List.of(lines)), screen), ours).hold();
      screen.println("exit " + exit);
    }
    return shown();
  }

  /** What the terminal has shown so far. */
  String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    kernel.close();
  }
}
