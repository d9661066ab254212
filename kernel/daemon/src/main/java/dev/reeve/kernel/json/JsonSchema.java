package dev.reeve.kernel.json;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/** A compiled JSON Schema (draft 2020-12), its patterns in RE2 syntax. References to other documents are never fetched. */
public final class JsonSchema {

  private static final int MAX_REPORTED = 10;
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry.schemaRegistryConfig(SchemaRegistryConfig.builder().regularExpressionFactory(new LinearPatterns()).build()));

  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  /** What a schema must look like; it comes with the library. */
  private static final Schema META = REGISTRY.getSchema(SchemaLocation.of(DIALECT));

  private static final List<String> REFERENCES = List.of("$ref", "$dynamicRef", "$recursiveRef");
  /** Values of every kind: a schema that does not end on one of them ends on none of its kind. */
  private static final List<String> PROBES = List.of("{}", "[]", "\"\"", "0", "true", "null");

  private final Schema schema;
  private final String text;

  private JsonSchema(Schema schema, String text) {
    this.schema = schema;
    this.text = text;
  }

  /**
   * Compiles a schema.
   *
   * @throws JsonText.NotJsonException when the text is no JSON object or boolean, or no schema
   */
  public static JsonSchema of(String text) throws JsonText.NotJsonException {
    var tree = JsonText.tree(text);
    if (!tree.isObject() && !tree.isBoolean()) {
      throw new JsonText.NotJsonException("a JSON Schema is an object");
    }
    if (hasForeignReference(tree)) {
      throw new JsonText.NotJsonException("a reference such as $ref may only point inside the schema itself (start with '#')");
    }
    if (tree.has("$schema") && !DIALECT.equals(tree.get("$schema").asString(""))) {
      throw new JsonText.NotJsonException("$schema must be " + DIALECT + " where it stands");
    }
    try {
      List<Error> wrong = META.validate(text, InputFormat.JSON);
      if (!wrong.isEmpty()) {
        Error first = wrong.getFirst();
        throw new JsonText.NotJsonException("no JSON Schema: " + ("schema" + first.getInstanceLocation()) + ": " + first.getMessage());
      }
      Schema schema = REGISTRY.getSchema(tree);
      schema.initializeValidators();
      for (String probe : PROBES) {
        schema.validate(probe, InputFormat.JSON);
      }
      return new JsonSchema(schema, text);
    } catch (StackOverflowError e) {
      throw new JsonText.NotJsonException("no JSON Schema: it refers to itself without end");
    } catch (RuntimeException e) {
      throw new JsonText.NotJsonException("no JSON Schema: " + e.getMessage());
    }
  }

  private static boolean hasForeignReference(tools.jackson.databind.JsonNode node) {
    for (String key : REFERENCES) {
      var reference = node.get(key);
      if (reference != null && reference.isString() && !reference.asString().startsWith("#")) {
        return true;
      }
    }
    for (var child : node.values()) {
      if (hasForeignReference(child)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Checks a JSON text.
   *
   * @return a line per violation, each with the place in the value; empty when valid
   */
  public List<String> violations(String json) {
    return violations(json, "input");
  }

  /** The same; {@code what} is how the value is called in the lines. */
  public List<String> violations(String json, String what) {
    return schema.validate(json, InputFormat.JSON).stream()
        .limit(MAX_REPORTED)
        .map(error -> what + error.getInstanceLocation() + ": " + error.getMessage())
        .toList();
  }

  /** The schema as written. */
  public String text() {
    return text;
  }
}
