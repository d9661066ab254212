package dev.reeve.capsules.toolsshell;

import static dev.reeve.capsule.CapsuleException.Kind.DENIED;
import static dev.reeve.capsule.CapsuleException.Kind.INVALID;
import static dev.reeve.capsule.CapsuleException.Kind.NOT_FOUND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.ProcessCommand;
import dev.reeve.capsule.Tool;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ExecToolTest {

  private final LocalProcesses processes = new LocalProcesses();
  private Tool exec;

  @BeforeEach
  void start() {
    ShellContext context = new ShellContext(processes);
    new ToolsShellCapsule().start(context);
    exec = Objects.requireNonNull(context.tools.get("shell/exec"));
    assertThat(context.tools).containsOnlyKeys("shell/exec");
  }

  @Test
  void answersWhatTheProgramDid() throws Exception {
    assertThat(call("/bin/sh", "args", List.of("-c", "cat; echo err >&2; exit 3"), "stdin", "ä\n"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "exit_code", 3L, "stdout", "ä\n", "stderr", "err\n", "encoding", "utf-8", "truncated", false, "timed_out", false));
  }

  @Test
  void argumentsAreHandedOverAsTheyAre() throws Exception {
    assertThat(call("/bin/echo", "args", List.of("$HOME; `id`", "*", "a b"))).containsEntry("stdout", "$HOME; `id` * a b\n");
  }

  @Test
  void whatIsLeftOutHasItsUsualValue() throws Exception {
    call("/bin/true");
    ProcessCommand asked = Objects.requireNonNull(processes.last);
    assertThat(asked.command()).containsExactly("/bin/true");
    assertThat(asked.stdin()).isEmpty();
    assertThat(asked.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(asked.maxOutput()).isEqualTo(65_536);
    call("/bin/true", "timeout_ms", 55_000.0, "max_output", 7L);
    assertThat(Objects.requireNonNull(processes.last).timeout()).isEqualTo(Duration.ofSeconds(55));
    assertThat(Objects.requireNonNull(processes.last).maxOutput()).isEqualTo(7);
  }

  @Test
  void bytesThatAreNoUtf8AreReplacedOrGivenAsBase64() throws Exception {
    List<String> bytes = List.of("a\\377b\\303");
    assertThat(call("/usr/bin/printf", "args", bytes)).containsEntry("stdout", "a\ufffdb\ufffd").containsEntry("truncated", false);
    assertThat(call("/usr/bin/printf", "args", bytes, "encoding", "base64"))
        .containsEntry("stdout", Base64.getEncoder().encodeToString(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc3}))
        .containsEntry("stderr", "")
        .containsEntry("encoding", "base64");
  }

  @Test
  void twoMebibytesOfControlCharactersStillFitOneAnswer() throws Exception {
    String flood = "head -c 1048576 /dev/zero; head -c 1048576 /dev/zero | tr '\\0' '\\377' >&2";
    Map<String, @Nullable Object> answer = call("/bin/sh", "args", List.of("-c", flood), "max_output", 1048576L);
    String out = (String) Objects.requireNonNull(answer.get("stdout"));
    String err = (String) Objects.requireNonNull(answer.get("stderr"));
    assertThat(out.length() * 6L + err.getBytes(UTF_8).length).isLessThan(4 * 1024 * 1024 - 1024);
    assertThat(answer).containsEntry("truncated", true);
    assertThat(call("/bin/echo", "args", List.of("123456"), "max_output", 3L)).containsEntry("stdout", "123").containsEntry("truncated", true);
  }

  @Test
  void whatTheHostRefusesIsPassedOn() {
    assertRefused(DENIED, "process:spawn@/bin/denied", "/bin/denied");
    assertRefused(NOT_FOUND, "not there", "/bin/no-such-program");
  }

  @Test
  void inputOutsideTheSchemaIsRefusedByKey() {
    assertThatThrownBy(() -> exec.call(Map.of())).hasMessage("program: must be a string");
    assertRefused(INVALID, "args: must be a list of strings", "/bin/true", "args", "-c true");
    assertRefused(INVALID, "args: must be a list of strings", "/bin/true", "args", List.of(1L));
    assertRefused(INVALID, "stdin: must be a string", "/bin/true", "stdin", 1L);
    assertRefused(INVALID, "timeout_ms: must be 1 to 55000", "/bin/true", "timeout_ms", 55_001L);
    assertRefused(INVALID, "max_output: must be 1 to 1048576", "/bin/true", "max_output", 0L);
    assertRefused(INVALID, "encoding: must be", "/bin/true", "encoding", "latin1");
  }

  private Map<String, @Nullable Object> call(String program, Object... more) throws CapsuleException {
    Map<String, @Nullable Object> input = new LinkedHashMap<>();
    input.put("program", program);
    for (int i = 0; i < more.length; i += 2) {
      input.put((String) more[i], more[i + 1]);
    }
    return exec.call(input);
  }

  private void assertRefused(CapsuleException.Kind kind, String words, String program, Object... more) {
    assertThatThrownBy(() -> call(program, more))
        .isInstanceOfSatisfying(CapsuleException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(words);
  }
}
