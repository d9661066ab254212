package dev.reeve.capsules.hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.SlashCommand;
import dev.reeve.capsule.Tool;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HelloCapsuleTest {

  private final Registrations context = new Registrations();

  @Test
  void registersExactlyWhatItAnnounces() throws Exception {
    new HelloCapsule().start(context);
    assertThat(context.tools).containsOnlyKeys("hello/greet");
    assertThat(context.commands).containsOnlyKeys("hello");
    assertThat(resource("capsule.toml")).contains("name = \"hello/greet\"", "name = \"hello\"", "version = \"0.1.0\"");
    assertThat(resource("schemas/greet.json")).contains("\"required\": [\"name\"]");
  }

  @Test
  void isFoundByPf4jUnderItsName() throws Exception {
    assertThat(resource("META-INF/extensions.idx")).contains(HelloCapsule.class.getName());
  }

  @Test
  void theToolGreetsByName() throws Exception {
    assertThat(greet().call(Map.of("name", "Ada"))).isEqualTo(Map.of("greeting", "Hello, Ada!"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "a\u0007"})
  void theToolRefusesNamesOutsideTheRule(String name) {
    assertInvalid(() -> greet().call(Map.of("name", name)), "name: must");
  }

  @Test
  void theToolRefusesWhatIsNoName() {
    assertInvalid(() -> greet().call(Map.of("name", 7L)), "name: must be a string");
    assertInvalid(() -> greet().call(Map.of()), "name: must be a string");
    assertInvalid(() -> greet().call(Map.of("name", "x".repeat(101))), "1 to 100 characters");
  }

  @Test
  void theCommandGreetsTheNameOrTheWorld() throws Exception {
    assertThat(hello().run(List.of())).containsExactly("Hello, world!");
    assertThat(hello().run(List.of("Ada"))).containsExactly("Hello, Ada!");
  }

  @Test
  void theCommandTellsItsUsageWhenThereAreTooManyNames() {
    assertInvalid(() -> hello().run(List.of("Ada", "Grace")), "usage: hello [NAME]");
  }

  private Tool greet() {
    new HelloCapsule().start(context);
    return Objects.requireNonNull(context.tools.get("hello/greet"));
  }

  private SlashCommand hello() {
    new HelloCapsule().start(context);
    return Objects.requireNonNull(context.commands.get("hello"));
  }

  private static void assertInvalid(ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(CapsuleException.class, e -> assertThat(e.kind()).isEqualTo(CapsuleException.Kind.INVALID))
        .hasMessageContaining(words);
  }

  private static String resource(String name) throws Exception {
    try (InputStream in = HelloCapsule.class.getResourceAsStream("/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
