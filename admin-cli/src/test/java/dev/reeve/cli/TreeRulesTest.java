package dev.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What holds of every leaf of the command tree. A new one that keeps a rule in no way fails here. */
class TreeRulesTest {

  /** Leaves that change something and cannot be tried, and why. */
  private static final Map<String, String> UNTRIED =
      Map.of(
          "invite redeem", "what a token is good for shows only by redeeming it",
          "device redeem", "what a token is good for shows only by redeeming it",
          "demo", "it has a kernel of its own, which goes with it");

  /** Last words of leaves after which something is gone. */
  private static final Set<String> DESTRUCTIVE = Set.of("delete", "remove", "rm", "prune", "rotate-key", "revoke", "on");

  /** Leaves with such a word after which nothing is gone that could not be given back the same way. */
  private static final Set<String> REVERSIBLE = Set.of("caps revoke");

  private static final String ID = "0199bbbb-0000-7000-8000-000000000001";

  /** A line for each destructive leaf, with what it needs. */
  private static final Map<String, String> LINES =
      Map.ofEntries(
          Map.entry("agent delete", "agent delete bob"),
          Map.entry("group delete", "group delete ops"),
          Map.entry("key remove", "key remove default 0123456789abcdef"),
          Map.entry("invite revoke", "invite revoke " + ID),
          Map.entry("context remove", "context remove lab"),
          Map.entry("device revoke", "device revoke default " + ID),
          Map.entry("run rm", "run rm " + ID),
          Map.entry("capsule remove", "capsule remove test"),
          Map.entry("capsule trust remove", "capsule trust remove Acme"),
          Map.entry("capsule trust revoke", "capsule trust revoke " + "a".repeat(64)),
          Map.entry("approval rule revoke", "approval rule revoke " + ID),
          Map.entry("audit prune", "audit prune --before 25"),
          Map.entry("audit rotate-key", "audit rotate-key"),
          Map.entry("lockdown on", "lockdown on"),
          Map.entry("run cancel", "run cancel --all"),
          Map.entry("task cancel", "task cancel --all"),
          Map.entry("backup restore", "backup restore b.zip --force"));

  @TempDir Path home;
  private TestKernel kernel;

  @BeforeEach
  void start() throws IOException {
    kernel = TestKernel.at(home);
    Files.createDirectories(home.resolve("etc/trust"));
    Files.createDirectories(home.resolve("var"));
    kernel.writeChain();
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private static Map<String, CommandLine> leaves() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Surroundings surroundings =
        new Surroundings(nowhere, nowhere, new ByteArrayInputStream(new byte[0]), Map.of(), Path.of("/"), null, new Interrupts());
    Map<String, CommandLine> leaves = new TreeMap<>();
    try (Invocation call = new Invocation(surroundings, (words, within) -> 0)) {
      collect("", ReeveCommand.wholeTree(call), leaves);
    }
    return leaves;
  }

  private static void collect(String name, CommandLine command, Map<String, CommandLine> leaves) {
    if (command.getSubcommands().isEmpty()) {
      leaves.put(name, command);
    }
    command.getSubcommands().values().stream().distinct().forEach(
        each -> collect((name + " " + each.getCommandName()).strip(), each, leaves));
  }

  private static boolean has(CommandLine leaf, String option) {
    return leaf.getCommandSpec().findOption(option) != null;
  }

  @Test
  void whatChangesSomethingCanBeTried() {
    Map<String, CommandLine> leaves = leaves();
    List<String> wrong = new ArrayList<>();
    leaves.forEach(
        (name, leaf) -> {
          boolean tried = has(leaf, "--dry-run") || ReadingVerbs.reads(name);
          if (tried == UNTRIED.containsKey(name)) {
            wrong.add(name + (tried ? ": can be tried" : ": give it --dry-run, or say that it only reads or why it cannot be tried"));
          }
        });
    assertThat(wrong).isEmpty();
    assertThat(leaves.keySet()).as("what is said of leaves that are gone").containsAll(UNTRIED.keySet());
  }

  @Test
  void everyListIsNarrowedAndCutOff() {
    Set<String> listing = Set.of("list", "members", "versions", "catalog", "who-can", "who");
    List<String> wrong = new ArrayList<>();
    leaves().forEach(
        (name, leaf) -> {
          if (listing.contains(name.substring(name.lastIndexOf(' ') + 1)) && !(has(leaf, "--filter") && has(leaf, "--limit"))) {
            wrong.add(name);
          }
        });
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyLeafThatTakesSomethingAwayIsTypedHere() {
    Set<String> wanted = new TreeSet<>(leaves().keySet());
    wanted.removeIf(name -> !DESTRUCTIVE.contains(name.substring(name.lastIndexOf(' ') + 1)) || REVERSIBLE.contains(name));
    assertThat(LINES.keySet()).containsAll(wanted);
  }

  static Stream<String> destructive() {
    return LINES.values().stream().sorted();
  }

  private Typed type(String input, String... more) {
    Typed started = desk().type("run", "start", "waits", "--detach");
    assertThat(started.exit()).as(started.err()).isZero();
    return desk().typeWithInput(input, more);
  }

  private Typed.Desk desk() {
    return new Typed.Desk(home, ReeveCommand::execute);
  }

  /** What changes something, of what has been asked of the kernel. */
  private List<String> changes() {
    return kernel.requests().stream()
        .filter(request -> request.getDescriptorForType().findFieldByName("dry_run") == null
            || !(boolean) request.getField(request.getDescriptorForType().findFieldByName("dry_run")))
        .map(request -> request.getDescriptorForType().getName())
        .filter(name -> name.matches("(.*(Delete|Remove|Revoke|Rotate|Prune|Cancel).*|LockdownRequest)"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("destructive")
  void nothingGoesWithoutAYes(String line) {
    for (String[] refused : new String[][] {{"", "", "2"}, {"", "--no-input ", "2"}, {"n\n", "", "1"}, {"\n", "", "1"}}) {
      Typed typed = type(refused[0], (refused[1] + line).split(" "));
      assertThat(typed.exit()).as(line + ": " + typed.err()).isEqualTo(Integer.parseInt(refused[2]));
      assertThat(typed.err()).contains("give -y");
      assertThat(changes()).as(line).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("destructive")
  void aDryRunNeitherAsksNorChangesAnything(String line) throws IOException {
    byte[] trust = "trust_version = 1\n\n[[publisher]]\nname = 'Acme'\nkey = '%s'\n".formatted("a".repeat(64)).getBytes(StandardCharsets.UTF_8);
    Files.write(home.resolve("etc/trust/publishers.toml"), trust);
    Typed typed = type("", (line + " --dry-run --no-input").split(" "));
    assertThat(typed.err()).doesNotContain("[y/N]", "give -y");
    assertThat(changes()).isEmpty();
    assertThat(Files.readAllBytes(home.resolve("etc/trust/publishers.toml"))).isEqualTo(trust);
  }
}
