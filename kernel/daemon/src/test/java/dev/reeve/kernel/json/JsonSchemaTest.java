package dev.reeve.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JsonSchemaTest {

  private static final String PERSON =
      """
      {"type": "object", "required": ["name"], "additionalProperties": false,
       "properties": {"name": {"type": "string"}, "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}}},
       "$defs": {"tag": {"type": "string", "maxLength": 3}}}
      """;

  @Test
  void violationsNameTheirPlace() throws Exception {
    JsonSchema schema = JsonSchema.of(PERSON);
    assertThat(schema.violations("{\"name\": \"ada\", \"tags\": [\"a\", \"bcd\"]}")).isEmpty();
    assertThat(schema.violations("{\"name\": 5}")).containsExactly("input/name: integer found, string expected");
    assertThat(schema.violations("{}")).containsExactly("input: required property 'name' not found");
    assertThat(schema.violations("{\"name\": \"a\", \"tags\": [\"a\", \"long\"]}"))
        .containsExactly("input/tags/1: must be at most 3 characters long");
    assertThat(schema.text()).isEqualTo(PERSON);
  }

  @Test
  void atMostTenViolationsAreTold() throws Exception {
    assertThat(JsonSchema.of("{\"items\": {\"type\": \"string\"}}").violations("[" + "1,".repeat(50) + "1]")).hasSize(10);
  }

  @Test
  void aTruthValueIsASchema() throws Exception {
    assertThat(JsonSchema.of("true").violations("5")).isEmpty();
    assertThat(JsonSchema.of("false").violations("5")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "[]", "5", "null", "\"x\"", "{\"type\": ", "{\"a\": 1, \"a\": 2}", "{\"pattern\": \"[\"}", "{\"pattern\": \"(?<a>x)(?<a>y)\"}",
        "{\"$ref\": \"#/$defs/none\"}", "{\"patternProperties\": {\"*\": {}}}", "{\"type\": \"strng\"}", "{\"properties\": 5}",
        "{\"$ref\": \"#\"}", "{\"$defs\": {\"a\": {\"$ref\": \"#/$defs/b\"}, \"b\": {\"$ref\": \"#/$defs/a\"}}, \"$ref\": \"#/$defs/a\"}"
      })
  void whatIsNoSchemaIsRefusedWhenItIsRead(String text) {
    assertThatThrownBy(() -> JsonSchema.of(text)).isInstanceOf(JsonText.NotJsonException.class).message().isNotBlank();
  }

  @Test
  void aSchemaMayReferToItselfWhereTheValueGetsSmaller() throws Exception {
    JsonSchema tree = JsonSchema.of("{\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#\"}}");
    assertThat(tree.violations("{\"a\": {\"b\": {}}}")).isEmpty();
    assertThat(tree.violations("{\"a\": {\"b\": 5}}")).containsExactly("input/a/b: integer found, object expected");
  }

  @Test
  void nothingIsFetchedFromElsewhere(@TempDir Path folder) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      String web = "http://127.0.0.1:" + server.getAddress().getPort() + "/schema.json";
      String file = Files.writeString(folder.resolve("schema.json"), "{\"type\": \"string\"}").toUri().toString();
      for (String place : List.of(web, file, "classpath:draft/2020-12/schema", "schema.json", "other#/x", "")) {
        for (String key : List.of("$ref", "$dynamicRef", "$recursiveRef")) {
          String reference = "{\"" + key + "\": \"" + place + "\"}";
          for (String text : List.of(reference, "{\"properties\": {\"a\": " + reference + "}}", "{\"allOf\": [true, " + reference + "]}")) {
            assertThatThrownBy(() -> JsonSchema.of(text))
                .isInstanceOf(JsonText.NotJsonException.class)
                .hasMessage("a reference such as $ref may only point inside the schema itself (start with '#')");
          }
        }
        if (!place.isEmpty()) {
          assertThatThrownBy(() -> JsonSchema.of("{\"$schema\": \"" + place + "\"}"))
              .isInstanceOf(JsonText.NotJsonException.class)
              .hasMessage("$schema must be https://json-schema.org/draft/2020-12/schema where it stands");
          assertThatThrownBy(() -> JsonSchema.of("{\"$id\": \"" + place + "\", \"$ref\": \"#/$defs/a\"}"))
              .isInstanceOf(JsonText.NotJsonException.class);
        }
      }
      assertThat(asked).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void theDialectMayBeNamed() throws Exception {
    JsonSchema schema = JsonSchema.of("{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"type\": \"string\"}");
    assertThat(schema.violations("5")).hasSize(1);
  }

  @Test
  @org.junit.jupiter.api.Timeout(30)
  void aPatternThatOthersTakeForeverForIsJudgedAtOnce() throws Exception {
    JsonSchema schema = JsonSchema.of("{\"type\": \"string\", \"pattern\": \"^(a+)+$\"}");
    assertThat(schema.violations("\"" + "a".repeat(50_000) + "!\"")).hasSize(1);
    assertThat(schema.violations("\"" + "a".repeat(50_000) + "\"")).isEmpty();
  }

  @org.junit.jupiter.params.ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(strings = {"(?=a)b", "(a)\\\\1", "["})
  void aPatternThatIsNotInItsSyntaxIsRefusedWithIt(String pattern) {
    JsonText.NotJsonException refused =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            JsonText.NotJsonException.class, () -> JsonSchema.of("{\"pattern\": \"" + pattern + "\"}"));
    assertThat(refused).isNotNull();
    assertThat(refused.getMessage()).contains("RE2");
  }

  @Test
  void aPatternMayNameACharacterByItsNumber() throws Exception {
    JsonSchema schema = JsonSchema.of("{\"pattern\": \"^[^\\\\u0041]\\\\\\\\u$\"}");
    assertThat(schema.violations("\"B\\\\u\"")).as("an escaped backslash before a letter is no number").isEmpty();
    assertThat(schema.violations("\"A\\\\u\"")).hasSize(1);
  }
}
