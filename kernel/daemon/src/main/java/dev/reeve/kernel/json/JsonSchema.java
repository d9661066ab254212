package dev.reeve.kernel.json;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/** A compiled JSON Schema (draft 2020-12). References to other documents are never fetched. */
public final class JsonSchema {

  private static final int MAX_REPORTED = 10;
  private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

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
      throw new JsonText.NotJsonException("$ref may only point inside the schema itself (start with '#')");
    }
    try {
      Schema schema = REGISTRY.getSchema(tree);
      schema.initializeValidators();
      return new JsonSchema(schema, text);
    } catch (SchemaException e) {
      throw new JsonText.NotJsonException("no JSON Schema: " + e.getMessage());
    }
  }

  private static boolean hasForeignReference(tools.jackson.databind.JsonNode node) {
    var reference = node.get("$ref");
    if (reference != null && reference.isString() && !reference.asString().startsWith("#")) {
      return true;
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
    return schema.validate(json, InputFormat.JSON).stream().limit(MAX_REPORTED).map(JsonSchema::line).toList();
  }

  private static String line(Error error) {
    String place = String.valueOf(error.getInstanceLocation());
    return (place.isEmpty() ? "input" : "input" + place) + ": " + error.getMessage();
  }

  /** The schema as written. */
  public String text() {
    return text;
  }
}
