package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.host.Principals;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ToolOperationsTest {

  private static final String BODY =
      """
      context.tool("guest/echo", input -> switch ((String) input.get("text")) {
        case "null" -> null;
        case "big" -> Map.of("x", "y".repeat(4 * 1024 * 1024));
        case "endless" -> Map.of("x", endless());
        case "bean" -> Map.of("x", new Object());
        case "nan" -> Map.of("x", Double.NaN);
        case "cycle" -> { Map<String, Object> map = new HashMap<>(); map.put("x", map); yield map; }
        case "key" -> (Map<String, Object>) (Map) Map.of(1, 2);
        case "throw" -> throw new IllegalStateException("inside");
        case "denied" -> throw new CapsuleException(CapsuleException.Kind.DENIED, "not yours");
        case "all" -> {
          Map<String, Object> map = new TreeMap<>();
          map.put("a", null);
          map.put("b", List.of(1L, 2.5, true, "ü\\u0000\\""));
          map.put("c", Map.of());
          yield map;
        }
        default -> Map.of("said", input.get("text"));
      });
      context.command("guest-say", args -> switch (args.isEmpty() ? "" : args.get(0)) {
        case "null" -> null;
        case "lines" -> Collections.nCopies(10_001, "x");
        case "long" -> List.of("x".repeat(5_000_000));
        case "endless" -> (List<String>) (List) endless();
        default -> args;
      });
      """;
  /** A list without end, as one class: the jar of a test holds one. */
  private static final String MEMBERS =
      "static List<Object> endless() { return Collections.nCopies(Integer.MAX_VALUE, (Object) \"item\"); }";

  @TempDir static Path folder;
  private static CapsuleBench bench;
  private static ToolOperations tools;

  @BeforeAll
  static void install() throws Exception {
    bench = new CapsuleBench(folder);
    bench.install(GuestJar.sound().starting(BODY, MEMBERS));
    tools = bench.tools();
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  private static String call(String input) {
    return ScopedValue.where(Caller.CURRENT, Principals.caller()).call(() -> tools.call("guest/echo", input));
  }

  private static KernelException refused(ErrorCode code, ThrowingCallable call) {
    KernelException refused = catchThrowableOfType(KernelException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
    return refused;
  }

  @Test
  void aToolAnswers() {
    assertThat(call("{\"text\":\"hi\"}")).isEqualTo("{\"said\":\"hi\"}");
    assertThat(call("{\"text\":\"all\"}")).isEqualTo("{\"a\":null,\"b\":[1,2.5,true,\"ü\\u0000\\\"\"],\"c\":{}}");
  }

  @Test
  void anUnknownToolOrCommandIsNotFound() {
    assertThat(refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> tools.call("guest/none", "{}"))).hasMessage("no tool named 'guest/none'");
    assertThat(refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> tools.run("none", List.of()))).hasMessage("no command named 'none'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"text\": 5} | input: input/text: integer found, string expected",
        "{\"text\": \"too long here\"} | input: input/text: must be at most 8 characters long",
        "{\"text\": \"x\", \"other\": 1} | input: input: property 'other' is not defined in the schema",
        "{} | input: input: required property 'text' not found",
        "'' | input: input: required property 'text' not found",
        "[] | input: is no JSON object:",
        "null | input: is no JSON object: expected a JSON object, found null",
        "{\"text\": \"a\", \"text\": \"b\"} | input: is no JSON object: line 1, column",
        "{\"text\": \"a\"} x | input: is no JSON object: line 1, column",
        "{\"text\": | input: is no JSON object: line 1, column"
      })
  void badInputIsNamed(String input, String why) {
    assertThat(refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> call(input)).getMessage())
        .startsWith(why.substring(0, Math.min(why.length(), 24)))
        .contains(why.substring(why.lastIndexOf(": ") + 2).strip());
  }

  @Test
  void inputOverTheBoundIsRefused() {
    assertThat(refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> call(" ".repeat(1024 * 1024 + 1))))
        .hasMessage("input: has at most 1048576 characters");
  }

  @ParameterizedTest
  @CsvSource({"big", "endless"})
  void anAnswerOverTheBoundIsRefused(String text) {
    assertThat(refused(ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED, () -> call("{\"text\":\"" + text + "\"}")))
        .hasMessage("the tool answered more than 4194304 bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "null, the tool answered nothing",
    "bean, the tool's answer is no JSON: a value of java.lang.Object",
    "nan, the tool's answer is no JSON: a number that is not finite",
    "cycle, the tool's answer is no JSON: nested deeper than 100 levels",
    "key, the tool's answer is no JSON: a key that is not text",
    "throw, capsule guest failed"
  })
  void anAnswerThatIsNoneIsUnavailable(String text, String why) {
    assertThat(refused(ErrorCode.ERROR_CODE_UNAVAILABLE, () -> call("{\"text\":\"" + text + "\"}"))).hasMessage(why);
  }

  @Test
  void aRefusalOfTheToolIsTheCallers() {
    assertThat(refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> call("{\"text\":\"denied\"}"))).hasMessage("not yours");
  }

  @Test
  void aCommandAnswersLines() {
    assertThat(tools.run("guest-say", List.of("a", "b"))).containsExactly("a", "b");
    assertThat(tools.run("guest-say", List.of())).isEmpty();
  }

  @Test
  void aCommandIsBounded() {
    refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> tools.run("guest-say", Collections.nCopies(65, "x")));
    refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> tools.run("guest-say", List.of("x".repeat(4097))));
    assertThat(refused(ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED, () -> tools.run("guest-say", List.of("lines"))))
        .hasMessage("the command answered more than 10000 lines");
    refused(ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED, () -> tools.run("guest-say", List.of("endless")));
    refused(ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED, () -> tools.run("guest-say", List.of("long")));
    assertThat(refused(ErrorCode.ERROR_CODE_UNAVAILABLE, () -> tools.run("guest-say", List.of("null"))))
        .hasMessage("the command answered nothing");
  }
}
