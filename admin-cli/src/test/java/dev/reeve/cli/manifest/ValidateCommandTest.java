package dev.reeve.cli.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.v1.ValidateRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class ValidateCommandTest {

  private static final String GOOD =
      """
      apiVersion: reeve.dev/v1
      kind: Agent
      metadata:
        name: bot
        version: 1.0.0
      spec:
        runtime:
          name: process
          command: [/bin/true]
      """;

  @TempDir Path home;

  private Typed type(String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).type(words);
  }

  private String file(String text) throws IOException {
    return Files.writeString(home.resolve("agent.yaml"), text).toString();
  }

  @Test
  void aGoodManifestIsValidWithoutAKernel() throws IOException {
    Typed typed = type("agent", "validate", file(GOOD), "--offline");
    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).isEmpty();
    assertThat(typed.err()).isEqualTo(home.resolve("agent.yaml") + ": bot 1.0.0 is valid by the schema\n");
    assertThat(new Typed.Desk(home, ReeveCommand::execute).typeWithInput(GOOD, "agent", "validate", "-", "--offline").exit()).isZero();
  }

  @Test
  void everyProblemIsALineWithItsPlace() throws IOException {
    String file =
        file(
            """
            apiVersion: reeve.dev/v1
            kind: Agent
            metadata:
              name: bot
              version: 1.0.0
              colour: red
            spec:
              runtime:
                command: [/bin/true]
              tools: [files/read, 7]
              taks: {}
            """);
    Typed typed = type("agent", "validate", file, "--offline");
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).isEmpty();
    assertThat(typed.out().lines())
        .anyMatch(line -> line.equals(file + ":6:3: metadata.colour: unknown key"))
        .anyMatch(line -> line.equals(file + ":11:3: spec.taks: unknown key"))
        .anyMatch(line -> line.equals(file + ":9:5: spec.runtime.name: is missing"))
        .anyMatch(line -> line.startsWith(file + ":10:23: spec.tools[1]: "));
    assertThat(type("agent", "validate", file, "--offline", "-o", "json").out())
        .contains("\"valid\": false", "\"kernelAsked\": false", "\"key\": \"spec.taks\"", "\"line\": 6");
  }

  @Test
  void textThatIsNoYamlHasAPlaceToo() throws IOException {
    String file = file("metadata:\n  name: bot\n  name: cat\n");
    assertThat(type("agent", "validate", file, "--offline").out()).contains(file + ":3:3: metadata.name: this key stands here twice");
    file("metadata: [1,\n");
    Typed broken = type("agent", "validate", file, "--offline");
    assertThat(broken.exit()).isEqualTo(2);
    assertThat(broken.out()).startsWith(file + ":2:1: ");
    file("");
    assertThat(type("agent", "validate", file, "--offline").out()).isEqualTo(file + ":1:1: the file is empty; wanted: a table\n");
    file("just text");
    assertThat(type("agent", "validate", file, "--offline").out()).isEqualTo(file + ":1:1: a table is wanted\n");
  }

  @Test
  void whatAManifestSaysCannotDriveTheTerminal() throws IOException {
    String file = file(GOOD + "\"\\e[2J\": 1\n");
    Typed typed = type("agent", "validate", file, "--offline");
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.out()).doesNotContain("\u001b").contains("\\u001b[2J");
  }

  @Test
  void aKernelAddsWhatOnlyItKnows() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      String file = file(GOOD);
      Typed good = type("agent", "validate", file, "--agent", "bot");
      assertThat(good.exit()).isZero();
      assertThat(good.err()).contains("bot 1.0.0 can be deployed");
      assertThat(kernel.last(ValidateRequest.class).getManifest()).isEqualTo(GOOD);
      kernel.agents().find(8, "spec.runtime.name", "there is no runtime 'process'");
      Typed bad = type("agent", "validate", file);
      assertThat(bad.exit()).isEqualTo(2);
      assertThat(bad.out()).isEqualTo(file + ":8:1: spec.runtime.name: there is no runtime 'process'\n");
      int before = kernel.calls().size();
      assertThat(type("agent", "validate", file, "--offline").exit()).isZero();
      assertThat(kernel.calls()).hasSize(before);
    }
  }

  @Test
  void whatTheSchemaShowedAlreadyIsNotSaidTwice() throws IOException {
    try (TestKernel kernel = TestKernel.at(home)) {
      kernel.agents().find(10, "colour", "unknown key; did you mean 'color'?");
      kernel.agents().find(0, "", "the principal bot is missing");
      String file = file(GOOD + "colour: red\n");
      assertThat(type("agent", "validate", file).out())
          .isEqualTo(file + ":10:1: colour: unknown key\n" + file + ": the principal bot is missing\n");
    }
  }

  @Test
  void withoutAKernelTheSchemaAloneIsCheckedAndThatIsSaid() throws IOException {
    Typed typed = type("agent", "validate", file(GOOD));
    assertThat(typed.exit()).isZero();
    assertThat(typed.err()).contains("only the schema was checked: no kernel answers", "is valid by the schema");
    assertThat(type("agent", "validate", home.resolve("none").toString()).exit()).isEqualTo(2);
    assertThat(type("agent", "validate", home.toString()).err()).contains("is a folder");
    assertThat(type("agent", "validate", file(GOOD), "--offline", "--agent", "other").out()).contains("metadata.name: is not 'other'");
  }
}
