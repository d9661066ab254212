package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.agent.Manifest;
import dev.reeve.kernel.agent.ManifestFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogTriageTest {

  private static final Path EXAMPLE = Finished.inTree("packaging/examples/log-triage");
  private static final Path PROGRAM = EXAMPLE.resolve("agent.py");
  private static final Path LOG = EXAMPLE.resolve("logs/build.log");

  @TempDir Path folder;

  @Test
  void theManifestIsWhatTheKernelTakesAndHoldsTheProgram() throws Exception {
    Manifest manifest = manifest();
    assertThat(manifest.runtimeName()).isEqualTo("process");
    assertThat(manifest.runtime().get("files"))
        .as("./embed puts agent.py into agent.yaml")
        .isEqualTo(Map.of("agent.py", Files.readString(PROGRAM)));
    assertThat(manifest.requires()).hasSize(1);
  }

  @Test
  void theInputSchemaTakesBothModesAndNothingElse() throws Exception {
    var schema = Objects.requireNonNull(manifest().inputSchema());
    assertThat(schema.violations("{\"mode\":\"triage\",\"file\":\"/a\"}")).isEmpty();
    assertThat(schema.violations("{\"mode\":\"probe\",\"granted\":\"/a\",\"outside\":\"/b\",\"socket\":\"/c\",\"port\":7}")).isEmpty();
    assertThat(schema.violations("{\"mode\":\"triage\"}")).isNotEmpty();
    assertThat(schema.violations("{\"mode\":\"probe\",\"file\":\"/a\"}")).isNotEmpty();
    assertThat(schema.violations("{\"mode\":\"triage\",\"file\":\"/a\",\"fiel\":1}")).isNotEmpty();
  }

  @Test
  void triageCountsTheRealLogByLevelAndFindsItsBursts() throws Exception {
    AgentConversation run = triage(LOG);
    assertThat(run.code).isZero();
    Map<?, ?> result = (Map<?, ?>) run.outputs.getLast();
    List<String> lines = Files.readAllLines(LOG);
    assertThat(result.get("lines")).isEqualTo((long) lines.size());
    assertThat(result.get("levels"))
        .isEqualTo(
            Map.of(
                "DEBUG", count(lines, "DEBUG"),
                "INFO", count(lines, "INFO"),
                "WARN", count(lines, "WARNING"),
                "ERROR", count(lines, "ERROR")));
    assertThat(result.get("bursts"))
        .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
        .extracting(burst -> burst.get("from"))
        .containsExactly("2026-11-20 14:40:06", "2026-11-20 14:40:11");
    assertThat(run.progress).hasSizeGreaterThan(5);
    assertThat(run.progress.getLast()).containsEntry("done", Files.size(LOG)).containsEntry("total", Files.size(LOG));
  }

  @Test
  void aBurstOverSeveralWindowsIsOneAndAQuietLogHasNone() throws Exception {
    StringBuilder log = new StringBuilder();
    for (int second = 0; second < 60; second++) {
      String level = second == 30 || second == 31 ? "ERROR" : "INFO";
      log.append("2026-01-01T00:00:%02dZ %s beat\n".formatted(second, level).repeat(10));
    }
    Path file = Files.writeString(folder.resolve("two.log"), log);
    assertThat(((Map<?, ?>) triage(file).outputs.getLast()).get("bursts"))
        .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
        .singleElement(InstanceOfAssertFactories.MAP)
        .containsEntry("from", "2026-01-01 00:00:30")
        .containsEntry("to", "2026-01-01 00:00:32")
        .containsEntry("error", 20L);
    Path quiet = Files.writeString(folder.resolve("quiet.log"), "no time, no level\n\n");
    Map<?, ?> result = (Map<?, ?>) triage(quiet).outputs.getLast();
    assertThat(result.get("bursts")).isEqualTo(List.of());
    assertThat(result.get("lines_without_level")).isEqualTo(2L);
  }

  @Test
  void aRefusedReadEndsTriageWithoutAResult() throws Exception {
    AgentConversation run = triage(folder.resolve("absent.log"));
    assertThat(run.code).isEqualTo(1);
    assertThat(run.outputs).isEmpty();
  }

  @Test
  void probeTellsWhatBecameOfEachAttempt() throws Exception {
    Path granted = Files.writeString(folder.resolve("granted"), "yes");
    try (ServerSocket listening = new ServerSocket(0)) {
      Map<String, @Nullable Object> input = new HashMap<>();
      input.put("mode", "probe");
      input.put("granted", granted.toString());
      input.put("outside", folder.resolve("absent").toString());
      input.put("socket", folder.resolve("no.sock").toString());
      input.put("port", listening.getLocalPort());
      AgentConversation run = AgentConversation.hold(AgentConversation.python(PROGRAM), input, LogTriageTest::read);
      assertThat(run.code).isZero();
      assertThat(((Map<?, ?>) run.outputs.getLast()).get("attempts"))
          .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
          .extracting(attempt -> attempt.get("name") + " " + attempt.get("allowed"))
          .containsExactly(
              "read-granted-tool true",
              "read-granted-hand true",
              "read-outside-tool false",
              "read-outside-hand false",
              "kernel-socket false",
              "network true");
    }
  }

  private static AgentConversation triage(Path file) throws Exception {
    Map<String, @Nullable Object> input = Map.of("mode", "triage", "file", file.toString());
    return AgentConversation.hold(AgentConversation.python(PROGRAM), input, LogTriageTest::read);
  }

  private static long count(List<String> lines, String level) {
    Pattern head = Pattern.compile("^[-0-9]{10} [0-9:]{8},\\d{3} \\[" + level + "\\]");
    return lines.stream().filter(line -> head.matcher(line).find()).count();
  }

  private static Manifest manifest() throws IOException {
    return ManifestFile.parse("agent.yaml", Files.readString(EXAMPLE.resolve("agent.yaml")));
  }

  /** What {@code files/read} answers, for plain text. */
  private static Map<String, @Nullable Object> read(Map<String, @Nullable Object> call) {
    Map<?, ?> input = (Map<?, ?>) Objects.requireNonNull(call.get("input"));
    Path file = Path.of((String) Objects.requireNonNull(input.get("path")));
    if (!Files.exists(file)) {
      return Map.of("ok", false, "error", Map.of("code", "NOT_FOUND", "message", "there is no " + file));
    }
    try {
      byte[] all = Files.readAllBytes(file);
      int offset = input.get("offset") instanceof Long at ? at.intValue() : 0;
      int end = (int) Math.min(all.length, offset + (Long) Objects.requireNonNull(input.get("max_bytes")));
      Map<String, @Nullable Object> output = new HashMap<>();
      output.put("content", new String(Arrays.copyOfRange(all, offset, end), StandardCharsets.UTF_8));
      output.put("size", all.length);
      output.put("eof", end == all.length);
      if (end < all.length) {
        output.put("next_offset", end);
      }
      return Map.of("ok", true, "output", output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
