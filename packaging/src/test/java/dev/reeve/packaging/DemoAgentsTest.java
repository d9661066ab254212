package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.agent.Manifest;
import dev.reeve.kernel.agent.ManifestFile;
import dev.reeve.kernel.json.JsonSchema;
import dev.reeve.kernel.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo agents: manifests that the kernel takes, and programs that do what they say, each as a plain process. */
final class DemoAgentsTest {

  @TempDir Path folder;

  private static Manifest manifest(String name) throws IOException {
    return ManifestFile.parse(name, Files.readString(Finished.inTree("packaging/agents/" + name + ".yaml")));
  }

  private static JsonSchema inputSchema(String name) throws IOException {
    return Objects.requireNonNull(manifest(name).inputSchema());
  }

  private DemoProgram program(String name) throws IOException {
    return new DemoProgram(manifest(name), folder);
  }

  @ParameterizedTest
  @CsvSource({"echo,builtin", "greeter,process", "log-triage,process"})
  void eachManifestIsTakenAndSaysWhatItIs(String name, String runtime) throws Exception {
    Manifest manifest = manifest(name);
    assertThat(manifest.name()).isEqualTo(name);
    assertThat(manifest.runtimeName()).isEqualTo(runtime);
    assertThat(manifest.labels()).containsEntry("demo", "true").containsEntry("needs", "runtime-" + runtime);
    assertThat(manifest.description()).isNotEmpty();
    assertThat(manifest.task().instruction()).isNotEmpty();
    assertThat(manifest.inputSchema()).isNotNull();
    String given = manifest.task().inputData();
    if (given != null) {
      assertThat(inputSchema(name).violations(given)).isEmpty();
    }
  }

  @Test
  void echoTakesAnything() throws Exception {
    for (String input : List.of("null", "1", "\"text\"", "{\"x\":[1]}")) {
      assertThat(inputSchema("echo").violations(input)).isEmpty();
    }
    assertThat(manifest("echo").runtime()).isEqualTo(Map.of("name", "builtin", "program", "echo"));
  }

  @ParameterizedTest
  @CsvSource({
    "de,'Hallo, Żaneta Ö.!'", "en,'Hello, Żaneta Ö.!'", "es,'¡Hola, Żaneta Ö.!'", "fr,'Bonjour, Żaneta Ö. !'", "it,'Ciao, Żaneta Ö.!'",
    "pl,'Cześć, Żaneta Ö.!'"
  })
  void greeterGreetsInEachLanguage(String language, String greeting) throws Exception {
    Finished run = program("greeter").on("{\"language\":\"" + language + "\",\"name\":\"Żaneta Ö.\"}");
    assertThat(run.code()).as(run.toString()).isZero();
    assertThat(run.out().lines()).contains("Greeting: " + greeting);
    assertThat(DemoProgram.output(run)).isEqualTo(Map.of("greeting", greeting, "language", language));
  }

  @Test
  void greeterSpeaksEnglishWhereNobodySaysOtherwise() throws Exception {
    DemoProgram greeter = program("greeter");
    assertThat(DemoProgram.output(greeter.on("{\"name\":\"world\"}"))).isEqualTo(Map.of("greeting", "Hello, world!", "language", "en"));
    assertThat(DemoProgram.output(greeter.on("{\"name\":\"50%s $HOME `id` language\"}")))
        .isEqualTo(Map.of("greeting", "Hello, 50%s $HOME `id` language!", "language", "en"));
    Finished other = greeter.on("{\"name\":\"Ada\",\"language\":\"xx\"}");
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).isEqualTo("there is no greeting in 'xx'\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null", "{}", "{\"name\":\"\"}", "{\"name\":1}", "{\"name\":\"a\",\"language\":\"xx\"}", "{\"name\":\"a\",\"nam\":\"b\"}",
        "{\"name\":\"a\\\"b\"}", "{\"name\":\"a\\\\b\"}", "{\"name\":\"a\\nb\"}"
      })
  void greeterIsNeverGivenWhatItsScriptCannotTake(String input) throws Exception {
    assertThat(inputSchema("greeter").violations("{\"name\":\"Żaneta Ö.\",\"language\":\"pl\"}")).isEmpty();
    assertThat(inputSchema("greeter").violations(input)).isNotEmpty();
  }

  private static Map<?, ?> triaged(Finished run) throws Exception {
    assertThat(run.code()).as(run.toString()).isZero();
    Map<?, ?> result = (Map<?, ?>) Objects.requireNonNull(DemoProgram.output(run));
    assertThat(judge().violations(JsonText.write(result))).isEmpty();
    return result;
  }

  /** What judges the results of log-triage. */
  private static JsonSchema judge() throws IOException {
    return manifest("log-triage").execution().validation().stream()
        .filter(Manifest.Validator.Schema.class::isInstance)
        .map(validator -> ((Manifest.Validator.Schema) validator).schema())
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Object> error(String message, long count, long first) {
    return Map.of("message", message, "count", count, "first_line", first);
  }

  @Test
  void triageCountsLevelsAndTakesMessagesThatDifferInNumbersForOne() throws Exception {
    String log =
        """
        2026-01-01T00:00:01 INFO start of job 7f9c24e8-3b12-4fef-91e0-5d0e0b7c9a11
        2026-01-01T00:00:02 [pool-1] ERROR db: connection 17 to 10.0.0.1:5432 "lost" C:\\new
        level=error msg="out of \tmemory at 0xdeadBEEF"
          at some.Frame(Frame.java:7)
        2026-01-01T00:00:03 [pool-2] ERROR db: connection 18 to 10.0.0.22:5432 "lost" C:\\new
        [warn] slow
        FATAL id 7f9c24e8-3b12-4fef-91e0-5d0e0b7c9a11 is gone – Ö
        WARNING: ERROR is only a word here
        DEBUG x
        TRACE y
        ERROR
        errors are many, ERRORS too
        """;
    Map<?, ?> result = triaged(program("log-triage").on(JsonText.write(log)));
    assertThat(result.get("lines")).isEqualTo(12L);
    assertThat(result.get("levels")).isEqualTo(Map.of("error", 5L, "warn", 2L, "info", 1L, "debug", 2L, "other", 2L));
    assertThat(result.get("error_kinds")).isEqualTo(3L);
    assertThat(result.get("errors"))
        .isEqualTo(
            List.of(
                error("db: connection <n> to <n> \"lost\" C:\\new", 2, 2),
                error("msg=\"out of memory at <hex>\"", 1, 3),
                error("id <id> is gone – Ö", 1, 7)));
  }

  @Test
  void triageTellsTheFiveMostFrequentMessagesAlone() throws Exception {
    StringBuilder log = new StringBuilder();
    for (int kind = 0; kind < 8; kind++) {
      log.append(("ERROR kind " + "abcdefgh".charAt(kind) + "\n").repeat(1 + kind % 4));
    }
    Map<?, ?> result = triaged(program("log-triage").on(JsonText.write(log.toString())));
    assertThat(result.get("error_kinds")).isEqualTo(8L);
    assertThat(result.get("errors"))
        .isEqualTo(List.of(error("kind d", 4, 7), error("kind h", 4, 17), error("kind c", 3, 4), error("kind g", 3, 14), error("kind b", 2, 2)));
  }

  @Test
  void triageReadsTheRealLogFromItsTextAndFromItsFileAlike() throws Exception {
    Path log = Finished.inTree("packaging/examples/log-triage/logs/build.log");
    DemoProgram triage = program("log-triage");
    Map<?, ?> ofText = triaged(triage.on(JsonText.write(Files.readString(log))));
    assertThat(ofText.get("lines")).isEqualTo((long) Files.readAllLines(log).size());
    assertThat(triaged(triage.on("{\"file\":" + JsonText.write(log.toString()) + "}"))).isEqualTo(ofText);
  }

  @Test
  void triageOfNothingCountsNothing() throws Exception {
    Map<?, ?> result = triaged(program("log-triage").on("\"\""));
    assertThat(result.get("lines")).isEqualTo(0L);
    assertThat(result.get("errors")).isEqualTo(List.of());
  }

  @Test
  void triageOfWhatItCannotReadFailsWithWords() throws Exception {
    Finished run = program("log-triage").on("{\"file\":\"/no such/file\"}");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("log-triage: cannot read /no such/file: it is not there, or the agent may not read it\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "{}", "{\"file\":\"relative\"}", "{\"file\":\"/a\",\"text\":\"b\"}", "{\"file\":\"/a\\\"b\"}"})
  void triageTakesATextOrAFileAlone(String input) throws Exception {
    assertThat(inputSchema("log-triage").violations("\"text\"")).isEmpty();
    assertThat(inputSchema("log-triage").violations("{\"file\":\"/var/log/a b.log\"}")).isEmpty();
    assertThat(inputSchema("log-triage").violations(input)).isNotEmpty();
  }

  @Test
  void theJudgeOfTriageRefusesAnotherResult() throws Exception {
    assertThat(manifest("log-triage").execution().iterative()).isTrue();
    assertThat(manifest("log-triage").execution().validation()).hasSize(2);
    assertThat(judge().violations("{\"lines\":1}")).isNotEmpty();
    assertThat(judge().violations("\"text\"")).isNotEmpty();
  }
}
