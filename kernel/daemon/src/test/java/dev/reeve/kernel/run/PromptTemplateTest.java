package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.json.JsonText;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Prompts from templates. */
@Timeout(60)
class PromptTemplateTest {

  private static final String WORDS =
      """
      {"instruction": "Greet <all> & \\"some\\"", "input": {"name": "Ann", "n": 3, "list": [1, "two", {"x": null}], "empty": []}, "none": null, "flag": false}
      """;

  private static Map<String, @Nullable Object> words() throws JsonText.NotJsonException {
    return JsonText.parseObject(WORDS);
  }

  static Stream<Arguments> templates() {
    return Stream.of(
        Arguments.of("plain", "plain"),
        Arguments.of("{{instruction}}", "Greet <all> & \"some\""),
        Arguments.of("Hello {{input.name}}, {{input.n}}", "Hello Ann, 3"),
        Arguments.of("{{input.list}}", "[1,\"two\",{\"x\":null}]"),
        Arguments.of("{{#input.list}}<{{.}}>{{/input.list}}", "<1><two><{\"x\":null}>"),
        Arguments.of("{{^input.empty}}nothing{{/input.empty}}", "nothing"),
        Arguments.of("[{{none}}{{missing}}{{input.missing.deeper}}]", "[]"),
        Arguments.of("{{#flag}}on{{/flag}}{{^flag}}off{{/flag}}", "off"),
        Arguments.of("{{! a comment }}x", "x"),
        Arguments.of("[{{instruction.class}}{{instruction.length}}{{input.class.name}}{{input.hashCode}}]", "[]"));
  }

  @ParameterizedTest
  @MethodSource("templates")
  void wordsAreFilledInAndNothingOfAnObjectButItsValuesIsReached(String template, String prompt) throws Exception {
    assertThat(PromptTemplate.render(template, words())).isEqualTo(prompt);
  }

  static Stream<Arguments> unusable() {
    return Stream.of(
        Arguments.of("{{#input}}open", "task.promptTemplate: "),
        Arguments.of("{{/input}}", "task.promptTemplate: "),
        Arguments.of("{{> other}}", "task.promptTemplate: there are no partials: 'other'"));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void whatIsNoTemplateIsSaidSo(String template, String message) {
    var refused = catchThrowableOfType(PromptTemplate.UnusableException.class, () -> PromptTemplate.render(template, words()));
    assertThat(refused).isNotNull().hasMessageStartingWith(message);
  }

  @Test
  void stepsAndSizeAreBounded() throws Exception {
    StringBuilder list = new StringBuilder("{\"l\":[0");
    for (int i = 1; i < 1000; i++) {
      list.append(',').append(i);
    }
    Map<String, @Nullable Object> words = JsonText.parseObject(list + "]}");
    String nested = "{{#l}}".repeat(4) + "{{/l}}".repeat(4);
    assertThat(catchThrowableOfType(PromptTemplate.UnusableException.class, () -> PromptTemplate.render(nested, words)))
        .hasMessage("task.promptTemplate: the prompt becomes too large, or takes too many steps");
    String large = "{{#l}}" + "x".repeat(2000) + "{{/l}}";
    assertThat(catchThrowableOfType(PromptTemplate.UnusableException.class, () -> PromptTemplate.render(large, words)))
        .hasMessage("task.promptTemplate: the prompt becomes too large, or takes too many steps");
  }
}
