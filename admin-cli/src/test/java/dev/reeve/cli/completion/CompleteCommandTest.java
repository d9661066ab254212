package dev.reeve.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.TypedInput;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed for a line up to the cursor. */
class CompleteCommandTest {

  @TempDir Path home;

  private Typed complete(String line) {
    return within("1m", line);
  }

  private Typed within(String bound, String line) {
    return new Typed.Desk(home, ReeveCommand::execute).typeWithin("", Map.of(CompleteCommand.BOUND, bound), TypedInput.NONE, CompleteCommand.NAME, "--", line);
  }

  private List<String> words(String line) {
    Typed typed = complete(line);
    assertThat(typed.exit()).isZero();
    assertThat(typed.err()).isEmpty();
    return typed.out().lines().map(each -> each.split("\t")[0]).toList();
  }

  @Test
  void firstWordsVerbsOptionsAndValuesNeedNoKernel() {
    assertThat(words("reeve ")).contains("run", "daemon", "help", "shell").doesNotContain(CompleteCommand.NAME);
    assertThat(words("reeve ag")).containsExactly("agent");
    assertThat(words("reeve run re")).containsExactly("resume", "retry");
    assertThat(words("reeve approval rule ")).containsExactly("add", "list", "revoke", "show");
    assertThat(words("reeve run start greeter --prio")).containsExactly("--priority");
    assertThat(words("reeve run start --priority ")).containsExactly("low", "normal", "high");
    assertThat(words("reeve run list --state=queued,s")).containsExactly("--state=queued,starting", "--state=queued,succeeded");
    assertThat(words("reeve agent scope greeter ")).containsExactly("user", "org", "global");
    assertThat(words("reeve capsule trust add --channel ")).containsExactly("release", "development");
    assertThat(words("reeve run --socket /x li")).containsExactly("list");
    assertThat(words("reeve -")).contains("--home", "--version");
  }

  @Test
  void descriptionsAreOnOneLineAndWholeLinesAreUnquoted() {
    assertThat(complete("reeve run start").out()).startsWith("start\t").hasLineCount(1);
    assertThat(words("FOO=1 reeve run list '--sta")).containsExactly("--state");
    assertThat(words("reeve run start a --input '{\"a b\": 1}' --priority h")).containsExactly("high");
  }

  @Test
  void anOptionThatWasGivenIsNotOfferedAgainUnlessItIsRepeated() {
    assertThat(words("reeve agent create bob --clone a --clo")).isEmpty();
    assertThat(words("reeve agent create bob --group a --gro")).containsExactly("--group");
    assertThat(words("reeve agent create -- --gro")).isEmpty();
  }

  @Test
  void filesAreLeftToTheShell() {
    assertThat(words("reeve agent deploy ")).containsExactly(":files");
    assertThat(words("reeve capsule keygen --key-dir ")).containsExactly(":folders");
    assertThat(words("reeve run start greeter --input ")).containsExactly("-", ":files");
    assertThat(words("reeve run start greeter --input=@jo")).containsExactly(":files");
  }

  @Test
  void helpOffersTopicsAndWordsOfTheTree() {
    assertThat(words("reeve help ")).contains("output", "exit-codes", "run", "agent");
    assertThat(words("reeve help approval ru")).containsExactly("rule");
    assertThat(words("reeve man reeve-ker")).containsExactly("reeve-kernel.toml");
    assertThat(words("reeve caps diff gro")).containsExactly("group");
    assertThat(words("reeve caps diff group de")).containsExactly("delete");
  }

  @Test
  void aWordThatIsNotUnderstoodEndsAllOffers() {
    assertThat(words("reeve nothing ")).isEmpty();
    assertThat(words("reeve run lst ")).isEmpty();
    assertThat(words("reeve run list --nothing ")).isEmpty();
    assertThat(words("")).isEmpty();
    assertThat(words("reeve run show a b ")).doesNotContain("list");
  }

  @Test
  void namesComeFromTheKernelThatTheLineMeans() throws IOException {
    try (TestKernel kernel = TestKernel.at(Files.createDirectory(home.resolve("k")))) {
      String of = " --socket " + kernel.socket() + " ";
      assertThat(words("reeve" + of + "agent show ")).containsExactly("default");
      assertThat(words("reeve agent show ")).isEmpty();
      assertThat(words("reeve group show" + of)).contains("admin");
      assertThat(words("reeve tool call" + of)).containsExactly("test/echo");
      assertThat(complete("reeve tool call" + of).out()).isEqualTo("test/echo\tanswers\\tits\\ninput\n");
      assertThat(words("reeve x" + of)).containsExactly("say");
      assertThat(words("reeve agent create bob" + of + "--clone d")).containsExactly("default");
      assertThat(words("reeve agent create bob --clone=d")).isEmpty();
      assertThat(words("reeve agent create bob" + of + "--clone=d")).containsExactly("--clone=default");
      assertThat(words("reeve agent create" + of)).doesNotContain("default");
    }
  }

  @Test
  void theKernelIsAskedAsWhomTheLineNamesAndNoKeyIsProvedNorPassphraseAsked() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    TypedInput hidden =
        prompt -> {
          asked.incrementAndGet();
          return "passphrase".toCharArray();
        };
    try (TestKernel kernel = TestKernel.at(home)) {
      Typed.Desk desk = new Typed.Desk(home, ReeveCommand::execute);
      Path key = home.resolve("key");
      assertThat(desk.typeWithin("", Map.of(), hidden, "key", "generate", key.toString(), "--passphrase").exit()).isZero();
      asked.set(0);
      Typed typed =
          desk.typeWithin("", Map.of("REEVE_KEY", key.toString(), CompleteCommand.BOUND, "1m"), hidden, CompleteCommand.NAME, "--", "reeve --as ops --with-key " + key + " group show ");
      assertThat(typed.out()).contains("admin");
      assertThat(typed.err()).isEmpty();
      assertThat(asked).hasValue(0);
      assertThat(kernel.calls()).singleElement().satisfies(call -> assertThat(call.principal()).isEqualTo("ops"));
    }
  }

  @Test
  void aKernelThatDoesNotAnswerIsNotWaitedFor() throws IOException {
    Path socket = Files.createDirectories(home.resolve("run")).resolve("kernel.sock");
    try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      mute.bind(UnixDomainSocketAddress.of(socket));
      for (String bound : List.of("", "120ms", "soon")) {
        long began = System.nanoTime();
        assertThat(within(bound, "reeve agent show ")).isEqualTo(new Typed(0, "", ""));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(KernelNames.SHORT, Duration.ofSeconds(20));
      }
    }
    assertThat(words("reeve agent show ")).isEmpty();
    assertThat(words("reeve --home " + "x".repeat(200) + " agent show ")).isEmpty();
  }
}
