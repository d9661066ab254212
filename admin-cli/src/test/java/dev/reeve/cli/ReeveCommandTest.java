package dev.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line itself: words, options, errors, connection. */
class ReeveCommandTest {

  @TempDir Path home;

  private Typed type(String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).type(words);
  }

  @Test
  void helpIsPrintedForEveryCommandWithoutAKernel() {
    assertThat(type("--help").out()).contains("Usage: reeve", "daemon", "agent", "run", "capsule", "demo");
    Typed start = type("run", "start", "--help");
    assertThat(start.exit()).isZero();
    assertThat(start.out()).contains("--detach", "--version=V", "--home=DIR");
  }

  @Test
  void anUnknownWordIsAnErrorThatSuggestsTheNearest() {
    Typed typed = type("run", "lst");
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.out()).isEmpty();
    assertThat(typed.err()).startsWith("reeve: unknown word 'lst'\n").contains("remedy: did you mean 'reeve run list'?");
  }

  @Test
  void anUnknownOptionAndAMissingVerbAreUsageErrors() {
    assertThat(type("run", "list", "--colour").err()).contains("unknown option '--colour'");
    assertThat(type("run", "list", "--colour").exit()).isEqualTo(2);
    assertThat(type("run").err()).contains("Missing required subcommand", "see 'reeve run --help'");
    assertThat(type("run").exit()).isEqualTo(2);
    assertThat(type("run", "list", "-o", "xml").err()).contains("table, wide, json, jsonl, yaml, name");
    assertThat(type("run", "list", "--timeout", "soon").err()).contains("'soon' is not a duration such as 2h30m");
  }

  @Test
  void withoutAKernelTheErrorSaysHowToStartOne() {
    Typed typed = type("run", "list");
    assertThat(typed.exit()).isEqualTo(7);
    assertThat(typed.err())
        .isEqualTo(
            "reeve: no kernel answers at "
                + home.resolve("run/kernel.sock")
                + ": there is no such socket\n  remedy: start one with 'reeve daemon start'\n");
  }

  @Test
  void aSocketLeftByADeadKernelIsToldApart() throws IOException {
    Path socket = Files.createDirectories(home.resolve("run")).resolve("kernel.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    Typed typed = type("run", "list");
    assertThat(typed.exit()).isEqualTo(7);
    assertThat(typed.err()).contains("the socket was left by one that is gone", "reeve daemon start");
  }

  @Test
  void errorsAreJsonWhereAnswersAre() {
    Typed typed = type("run", "list", "-o", "jsonl");
    assertThat(typed.out()).isEmpty();
    assertThat(typed.err())
        .startsWith("{\"schemaVersion\":1,\"error\":{\"code\":\"UNREACHABLE\",\"message\":\"no kernel answers at ")
        .contains("\"exit\":7,\"fields\":[],\"details\":{},\"requestId\":\"\"}}");
  }

  @Test
  void globalOptionsWorkInAnyPlaceAndTheLastOneWins() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      String socket = kernel.socket().toString();
      assertThat(type("--socket", socket, "-o", "name", "agent", "list").out()).isEqualTo("default\n");
      assertThat(type("agent", "--socket", socket, "list", "-o", "name").out()).isEqualTo("default\n");
      assertThat(type("--socket", "/nowhere", "agent", "list", "-o", "name", "--socket", socket).out()).isEqualTo("default\n");
      assertThat(type("--home", home.toString(), "-oname", "agent", "list").out()).isEqualTo("default\n");
    }
  }

  @Test
  void everyCallCarriesAnIdOfItsOwnAndThePrincipalAskedFor() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(type("agent", "list", "--as", "ops").exit()).isZero();
      assertThat(kernel.calls()).hasSize(2).allSatisfy(call -> {
        assertThat(call.principal()).isEqualTo("ops");
        assertThat(call.requestId()).matches("[0-9a-f-]{36}");
        assertThat(call.authority()).isEqualTo("localhost");
      });
      assertThat(kernel.calls().stream().map(TestKernel.Call::requestId).distinct()).hasSize(2);
    }
  }

  @Test
  void aRefusalShowsMessageAndRemedyAndVerboselyItsCodeAndRequest() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      Typed brief = type("agent", "create", "evil", "--grant", "*");
      assertThat(brief.exit()).isEqualTo(4);
      assertThat(brief.err())
          .isEqualTo("reeve: '*' covers everything and needs unsafe_admin\n  remedy: ask an administrator for the named capability\n");
      Typed verbose = type("agent", "create", "evil", "--grant", "*", "-v");
      assertThat(verbose.err())
          .contains("code: PERMISSION_DENIED", "capability: agent:create", "request: " + kernel.calls().getLast().requestId());
    }
  }

  @Test
  void aRefusedFieldIsNamedWithItsRule() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      Typed typed = type("agent", "create", "a b");
      assertThat(typed.exit()).isEqualTo(2);
      assertThat(typed.err()).contains("field name: has 1 to 64 of [A-Za-z0-9_-]", "remedy: correct the named field");
      assertThat(kernel.calls()).hasSize(1);
    }
  }

  @Test
  void aCallThisKernelLacksIsSaidSo() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      kernel.gate().lack("SessionService/EndSession");
      Typed typed = type("session", "end", "s1", "-y");
      assertThat(typed.exit()).isEqualTo(2);
      assertThat(typed.err()).contains("this kernel has no such call; compare versions");
      assertThat(kernel.calls()).hasSize(1);
    }
  }

  @Test
  void noErrorShowsAStackTrace() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(type("run", "show", "none").err()).doesNotContain("\tat ", "Exception");
      assertThat(kernel.calls()).hasSize(1);
    }
  }

  @Test
  void theVersionIsThatOfTheBuildAndNamesTheKernels() throws IOException {
    assertThat(type("--version").out()).matches("reeve \\d+\\.\\d+\\.\\d+\\S*\n");
    assertThat(type("version").out()).containsPattern("KERNEL +-");
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(type("version").out()).containsPattern("KERNEL +9.9.9");
      assertThat(kernel.calls()).hasSize(1);
    }
  }

  @Test
  void answersAndErrorsAreYamlWhereAskedFor() throws IOException {
    assertThat(type("run", "list", "-o", "yaml").err()).startsWith("---\nschemaVersion: 1\nerror:\n  code: UNREACHABLE\n").contains("\n  exit: 7\n");
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(kernel.calls()).isEmpty();
      assertThat(type("agent", "list", "-o", "yaml").out()).startsWith("---\nschemaVersion: 1\nitems:\n- principal:\n    name: default\n")
          .contains("\n    groups:\n    - admin\n");
      assertThat(type("tool", "list", "-o", "yaml").out()).contains("\"").doesNotContain("\u001b");
    }
  }
}
