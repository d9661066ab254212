package dev.reeve.capsules.runtimebuiltin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.capsule.CapsuleException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProgramTest {

  private static CapsuleException refused(Map<String, @Nullable Object> section) {
    CapsuleException refused = catchThrowableOfType(CapsuleException.class, () -> Program.parse(section));
    assertThat(refused.kind()).isEqualTo(CapsuleException.Kind.INVALID);
    return refused;
  }

  @ParameterizedTest
  @CsvSource({"echo,ECHO", "identity,IDENTITY", "sleep,SLEEP"})
  void eachIsCalledByItsWord(String word, Program program) throws CapsuleException {
    assertThat(Program.parse(Map.of("name", "builtin", "program", word))).isSameAs(program);
  }

  @Test
  void anotherProgramOrNoneIsRefused() {
    String rule = "runtime.program: must be 'echo', 'identity' or 'sleep'";
    for (Object other : List.of("Echo", "", "cat", 1L, List.of("echo"))) {
      assertThat(refused(Map.of("name", "builtin", "program", other))).hasMessage(rule);
    }
    Map<String, @Nullable Object> nothing = new HashMap<>(Map.of("name", "builtin"));
    assertThat(refused(nothing)).hasMessage(rule);
    nothing.put("program", null);
    assertThat(refused(nothing)).hasMessage(rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prog | runtime.prog: unknown key; 'name' and 'program' are known",
        "command | runtime.command: is for other runtimes; builtin runs its own programs alone",
        "files | runtime.files: is for other runtimes; builtin runs its own programs alone"
      })
  void anotherKeyIsRefused(String key, String words) {
    assertThat(refused(Map.of("name", "builtin", "program", "echo", key, "x"))).hasMessage(words);
  }

  @Test
  void theNameMustBeItsOwn() {
    assertThat(refused(Map.of("name", "process", "program", "echo"))).hasMessage("runtime.name: must be 'builtin' here");
  }
}
