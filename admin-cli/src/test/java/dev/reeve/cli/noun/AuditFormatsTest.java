package dev.reeve.cli.noun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.output.JsonValue;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.v1.AuditFilter;
import dev.reeve.v1.Choice;
import dev.reeve.v1.TailAuditRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every answer about the audit chain and lockdowns in every format, and lines that are no such command. */
@NullUnmarked
@Timeout(60)
class AuditFormatsTest {

  @TempDir Path home;

  private TestKernel kernel;

  @BeforeEach
  void start() throws IOException {
    kernel = TestKernel.at(home);
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private Typed type(String line, String... more) {
    List<String> words = new ArrayList<>(List.of(line.split(" ")));
    words.addAll(List.of(more));
    return new Typed.Desk(home, ReeveCommand::execute).type(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "audit verify, intact, CHAIN",
    "audit head, sequence, HEAD",
    "audit stats, reserveBytes, RESERVE",
    "audit prune --before 25 -y, receipt, RECEIPT",
    "audit rotate-key -y, pinned, EPOCH",
    "lockdown on -y, reason, LOCKDOWN",
    "lockdown status, on, LOCKDOWN",
    "lockdown off, since, LOCKDOWN"
  })
  void oneAnswerIsATableAnObjectAndADocument(String line, String member, String header) {
    Typed table = type(line, "-q");
    assertThat(table.exit()).as(table.err()).isZero();
    assertThat(table.out()).containsPattern("(?m)^" + header + " +\\S");
    assertThat(table.err()).isEmpty();
    Typed json = type(line, "-q", "-o", "json");
    assertThat(json.out()).startsWith("{\n").contains("\"" + member + "\": ");
    Typed compact = type(line, "-q", "-o", "jsonl");
    assertThat(compact.out().lines()).hasSize(1);
    assertThat(JsonValue.of(compact.out()).members().map(java.util.Map.Entry::getKey)).contains(member);
    Object yaml = new Load(LoadSettings.builder().build()).loadFromString(type(line, "-q", "-o", "yaml").out());
    assertThat(yaml).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP).containsKey(member);
    assertThat(type(line, "-q", "-o", "name").out().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"audit list --principal bob", "audit tail --principal bob"})
  void recordsAreRowsObjectsAndDocuments(String line) {
    assertThat(type(line).out().lines()).hasSize(10);
    assertThat(type(line, "-o", "jsonl").out().lines()).hasSize(9).allSatisfy(each -> {
      JsonValue record = JsonValue.of(each);
      assertThat(record.get("principal").text()).isEqualTo("bob");
      assertThat(record.get("allowed").isFalse()).isTrue();
      assertThat(JsonValue.of(record.get("json").text()).get("hash").text()).matches("[0-9a-f]{64}");
    });
    assertThat(type(line, "-o", "json").out()).startsWith("{\n  \"schemaVersion\": 1,\n  \"items\": [\n    {");
    Object yaml = new Load(LoadSettings.builder().build()).loadFromString(type(line, "-o", "yaml").out());
    assertThat(yaml).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP).containsEntry("schemaVersion", 1)
        .extractingByKey("items", org.assertj.core.api.InstanceOfAssertFactories.LIST).hasSize(9);
    assertThat(type(line, "-o", "name").out().lines()).hasSize(9).allMatch(name -> name.matches("\\d+"));
  }

  @Test
  void aRecordThatDecidedNothingIsNeitherAllowedNorDenied() {
    assertThat(type("audit list --limit 1").out()).containsPattern("30 +- +checkpoint +- +audit.checkpoint +- +- +- +-");
    assertThat(type("audit list --limit 1 -o json").out()).doesNotContain("\"allowed\"");
  }

  @Test
  void aTailThatFollowsFiltersInTheKernel() throws Exception {
    Interrupts interrupts = new Interrupts();
    CompletableFuture<Typed> typed =
        CompletableFuture.supplyAsync(
            () -> new Typed.Desk(home, ReeveCommand::execute, interrupts).type("audit", "tail", "-f", "--denied", "-n", "2", "-o", "name"));
    while (kernel.requests().stream().noneMatch(TailAuditRequest.class::isInstance)) {
      Thread.onSpinWait();
    }
    while (!interrupts.fire()) {
      Thread.onSpinWait();
    }
    assertThat(typed.get(30, TimeUnit.SECONDS).exit()).isEqualTo(130);
    TailAuditRequest request = kernel.last(TailAuditRequest.class);
    assertThat(request.getFollow()).isTrue();
    assertThat(request.getLast()).isEqualTo(2);
    assertThat(request.getFilter()).isEqualTo(AuditFilter.newBuilder().setAllowed(Choice.CHOICE_NO).build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "audit list bob; unknown word",
        "audit list --limit -1; less than 1",
        "audit list --limit many; Invalid value",
        "audit list --since 2026-01-01; is neither a time",
        "audit list --principal; Missing required parameter",
        "audit tail -n 10001; not within 1 to 10000",
        "audit export; Missing required parameter",
        "audit export a b; unknown word",
        "audit export a --limit 0; not within 1 to 100000",
        "audit verify a b; unknown word",
        "audit verify --key a.pub; --key goes with DIR or FILE",
        "audit verify --head 5; is no head",
        "audit verify --head 5:zz; is no head",
        "audit prune --older-than soon; is not a duration",
        "audit prune --before 1 --older-than 2h; one of --before and --older-than",
        "audit rotate-key now; unknown word",
        "lockdown; Missing required subcommand",
        "lockdown on now; unknown word",
        "backup; Missing required subcommand",
        "backup verify; Missing required parameter",
        "backup restore a b; unknown word"
      })
  void aLineThatIsNoneIsRefusedBeforeAnyCall(String line, String said) {
    Typed typed = type(line);
    assertThat(typed.exit()).as(typed.err()).isEqualTo(2);
    assertThat(typed.out()).isEmpty();
    assertThat(typed.err()).startsWith("reeve: ").contains(said, "remedy: ").doesNotContain("Exception");
    assertThat(kernel.calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"audit list", "audit tail", "audit verify", "audit head", "audit stats", "audit prune --before 9 -y", "audit rotate-key -y",
    "audit export -", "lockdown on -y", "lockdown off", "lockdown status"})
  void withoutAKernelEachSaysSo(String line) {
    kernel.close();
    Typed typed = type(line);
    assertThat(typed.exit()).isEqualTo(7);
    assertThat(typed.out()).isEmpty();
    assertThat(typed.err()).contains("no kernel answers at ", "reeve daemon start");
  }
}
