package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code reeve shell} at a real terminal, with a real kernel and an agent to talk to. The kernel is killed by the last. */
@NullUnmarked
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TerminalTest {

  private static final String PROMPT = "default READY reeve>";

  /** Answers what was said; {@code sleep} lasts, {@code ask} asks a person first, {@code drive} tries to drive the terminal. */
  private static final String TALKER =
      """
      read -r task
      case $task in
        *'"message":"ask"'*)
          echo '{"type":"ask","id":1,"topic":"mail/send","description":"Send it?","arguments":{"to":"ada@example.org"}}'
          read -r answer
          echo '{"type":"output","value":"it was sent"}' ;;
        *'"message":"sleep"'*) echo 'falling asleep'; exec sleep 300 ;;
        *'"message":"drive"'*) printf '\\033]0;owned\\007\\033]52;c;aGk=\\007\\342\\200\\256x\\n' ;;
        *) echo '{"type":"progress","message":"thinking"}'; echo '{"type":"output","value":"grüße zurück"}' ;;
      esac
      """;

  @TempDir private static Path folder;

  private static Home home;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    home = new Home(folder.resolve("home")).started().with("runtime-process");
    Path manifest =
        Files.writeString(
            folder.resolve("talker.yaml"),
            """
            apiVersion: reeve.dev/v1
            kind: Agent
            metadata: { name: talker, version: 1.0.0 }
            spec:
              runtime: { name: process, command: %s }
              requires: ["approval:ask@mail/send"]
            """.formatted(JsonText.write(List.of("/bin/sh", "-c", TALKER))));
    Finished created = home.reeve("agent", "create", "talker", "--grant", "approval:ask@mail/send");
    assertThat(created.code()).as(created.toString()).isZero();
    Finished deployed = home.reeve("agent", "deploy", manifest.toString());
    assertThat(deployed.code()).as(deployed.toString()).isZero();
  }

  @AfterAll
  static void stop() throws IOException {
    home.close();
  }

  private static Pane shell() throws IOException, InterruptedException {
    Pane pane = Pane.of(home, Map.of("HOME", folder.toString(), "REEVE_KEY", home.key()), "shell");
    pane.ends(PROMPT);
    return pane;
  }

  @Test
  @Order(1)
  void aResizeAndAQuestionLeaveTheLineThatIsTypedAsItIs() throws Exception {
    try (Pane pane = shell()) {
      pane.status("approvals 0");
      pane.type("run list größe-日本");
      pane.ends(PROMPT + " run list größe-日本");
      pane.resize(60, 12);
      pane.ends(PROMPT + " run list größe-日本");
      pane.status("default  READY  runs 0");
      pane.resize(30, 12);
      pane.ends("größe-日本");
      pane.resize(100, 30);
      pane.ends(PROMPT + " run list größe-日本");
      pane.status("default  READY  runs 0  approvals 0");
      String run = home.reeve("run", "start", "talker", "--input", "{\"message\":\"ask\"}", "--detach").out().strip();
      pane.shows("asks for: Send it?");
      pane.status("WAITING");
      pane.ends(PROMPT + " run list größe-日本");
      pane.press("Enter");
      pane.shows("unknown word 'größe-日本'");
      pane.ends(PROMPT);
      assertThat(home.reeve("run", "cancel", run).code()).isZero();
      pane.status("approvals 0");
    }
  }

  @Test
  @Order(2)
  void aConversationStreamsAsksAndIsCancelledAndTheShellGoesOn() throws Exception {
    try (Pane pane = shell()) {
      pane.line("/talk talker");
      pane.ends("talker>");
      pane.line("hällo");
      pane.shows("grüße zurück");
      pane.ends("talker>");
      pane.line("drive");
      pane.shows("\\u001b]0;owned\\u0007\\u001b]52;c;aGk=\\u0007\\u202ex");
      pane.ends("talker>");
      pane.line("ask");
      pane.shows("Answer it?");
      pane.line("d");
      pane.shows("Sign a yes to it, once?");
      pane.line("y");
      pane.shows("it was sent");
      pane.ends("talker>");
      pane.line("sleep");
      pane.shows("falling asleep");
      pane.press("C-c");
      pane.shows("the turn ended CANCELLED");
      pane.ends("talker>");
      pane.press("C-d");
      pane.ends(PROMPT);
    }
  }

  @Test
  @Order(3)
  void tenThousandPastedLinesAreAsManyLines() throws Exception {
    try (Pane pane = shell()) {
      pane.paste(IntStream.range(1, 10_000).mapToObj(n -> "# line " + n).collect(Collectors.joining("\n", "", "\nnichts-mehr")));
      pane.ends("> nichts-mehr");
      pane.press("Enter");
      pane.shows("unknown word 'nichts-mehr'");
      pane.ends(PROMPT);
    }
  }

  @Test
  @Order(4)
  void anInterruptEndsTheCommandAndALostKernelIsFoundAgain() throws Exception {
    try (Pane pane = shell()) {
      pane.line("approval watch");
      pane.shows("ASKER");
      pane.press("C-c");
      pane.shows("reeve: interrupted");
      pane.ends(PROMPT);
      ProcessHandle kernel = home.kernel();
      assertThat(kernel.destroyForcibly()).isTrue();
      kernel.onExit().join();
      pane.status("no kernel answers");
      pane.line("whoami");
      pane.shows("no kernel answers at");
      pane.ends("no kernel reeve>");
      home.started();
      pane.line("whoami -o name");
      pane.ends(PROMPT);
      pane.status("default  READY");
      pane.press("C-d");
    }
  }
}
