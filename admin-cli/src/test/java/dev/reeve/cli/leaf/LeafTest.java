package dev.reeve.cli.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.output.Format;
import dev.reeve.cli.testkernel.Shape;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every command: it succeeds in each format, is denied, and takes nothing it does not know. */
@Timeout(120)
class LeafTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;

  static Stream<Scenario> scenarios() {
    return Scenario.all().stream().filter(each -> each.elsewhere().isEmpty());
  }

  static Stream<Arguments> inEachFormat() {
    return scenarios().flatMap(each -> Stream.of(Format.values()).map(format -> Arguments.of(each, format)));
  }

  private static CommandLine tree() {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Surroundings nowhere = new Surroundings(none, none, InputStream.nullInputStream(), Map.of(), Path.of("/"), null, new Interrupts());
    return ReeveCommand.wholeTree(new Invocation(nowhere, ReeveCommand::execute));
  }

  private static List<String> leaves(CommandLine at, String before) {
    List<String> leaves = new ArrayList<>();
    at.getSubcommands()
        .forEach(
            (name, sub) -> {
              if (name.equals(sub.getCommandName()) && !sub.getCommandSpec().usageMessage().hidden()) {
                String words = (before + " " + name).strip();
                leaves.addAll(sub.getSubcommands().isEmpty() ? List.of(words) : leaves(sub, words));
              }
            });
    return leaves;
  }

  @Test
  void everyCommandHasAScenarioAndEveryScenarioACommand() {
    assertThat(new TreeSet<>(Scenario.all().stream().map(Scenario::command).toList())).isEqualTo(new TreeSet<>(leaves(tree(), "")));
  }

  @Test
  void theClassThatIsNamedForACommandTypesIt() throws IOException {
    for (Scenario scenario : Scenario.all()) {
      if (!scenario.elsewhere().isEmpty()) {
        Path source = Path.of("src/test/java/dev/reeve/cli", scenario.elsewhere().replace('.', '/') + ".java");
        assertThat(source).as(scenario.command()).content().contains("\"" + scenario.command().replace(" ", "\", \"") + "\"");
      }
    }
  }

  @ParameterizedTest(name = "{0} -o {1}")
  @MethodSource("inEachFormat")
  void itSucceedsInEachFormatWithDataOnStandardOutputAlone(Scenario scenario, Format format) throws IOException {
    try (LeafDesk desk = new LeafDesk(folder)) {
      List<String> words = desk.prepared(scenario);
      int before = desk.kernel.calls().size();
      Typed typed = desk.succeeds(words, "-o", format.name());
      if (scenario.is("local")) {
        assertThat(desk.kernel.calls()).as("no kernel is asked").hasSize(before);
      }
      Shape.hold(format, typed.out(), scenario.is("streams"));
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void deniedItEndsWithThatAndTellsItOnStandardErrorAlone(Scenario scenario) throws IOException {
    if (scenario.is("local") || scenario.is("unasked")) {
      return;
    }
    try (LeafDesk desk = new LeafDesk(folder)) {
      List<String> words = desk.prepared(scenario);
      desk.kernel.gate().denyAll();
      Typed typed = desk.type(words, "-o", "jsonl");
      assertThat(typed.exit()).as(typed.err()).isEqualTo(ExitCode.DENIED.code());
      assertThat(typed.out()).isEmpty();
      JsonNode error = JSON.readTree(typed.err().lines().filter(line -> line.startsWith("{")).findFirst().orElseThrow());
      assertThat(error.path("error").path("code").asString()).isEqualTo("PERMISSION_DENIED");
      assertThat(error.path("error").path("exit").asInt()).isEqualTo(ExitCode.DENIED.code());
    }
  }

  static Stream<Scenario> everyScenario() {
    return Scenario.all().stream();
  }

  @ParameterizedTest
  @MethodSource("everyScenario")
  void whatItDoesNotTakeIsAnErrorBeforeAnythingIsDone(Scenario scenario) throws IOException {
    try (LeafDesk desk = new LeafDesk(folder)) {
      List<String> words = desk.prepared(scenario);
      int before = desk.kernel.calls().size();
      List<String> wrong = new ArrayList<>(words);
      wrong.add(scenario.command().equals("x") ? 0 : scenario.command().split(" ").length, "--no-such-option");
      Typed typed = desk.type(wrong);
      assertThat(typed.exit()).as(typed.err()).isEqualTo(ExitCode.USAGE.code());
      assertThat(typed.err()).contains("'--no-such-option'");
      assertThat(typed.out()).isEmpty();
      Typed format = desk.type(words, "-o", "xml");
      assertThat(format.exit()).as(format.err()).isEqualTo(ExitCode.USAGE.code());
      assertThat(desk.kernel.calls()).as("no call").hasSize(before);
    }
  }
}
