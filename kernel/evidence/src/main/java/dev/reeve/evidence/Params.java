package dev.reeve.evidence;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The members of an object that has exactly certain ones, each of its kind.
 *
 * @param noun what the object is, for errors: "a checkpoint"
 */
record Params(String noun, Map<String, Json> values) {

  /** @throws IllegalArgumentException when the object has other members */
  static Params of(String noun, Map<String, Json> values, Set<String> names) {
    if (!values.keySet().equals(names)) {
      throw new IllegalArgumentException(noun + "'s members are " + String.join(", ", names.stream().sorted().toList()));
    }
    return new Params(noun, values);
  }

  /** Of a record of this kind. */
  static Params of(String noun, AuditRecord record, AuditRecord.Kind kind, Set<String> names) {
    Json.Members params = record.params();
    if (record.kind() != kind || params == null || !params.values().keySet().equals(names)) {
      throw new IllegalArgumentException(noun + "'s params are " + String.join(", ", names.stream().sorted().toList()));
    }
    return new Params(noun, params.values());
  }

  long whole(String name) {
    if (values.get(name) instanceof Json.Whole whole) {
      return whole.value();
    }
    throw new IllegalArgumentException(noun + "'s " + name + " is a whole number");
  }

  String text(String name) {
    if (values.get(name) instanceof Json.Text text) {
      return text.value();
    }
    throw new IllegalArgumentException(noun + "'s " + name + " is a string");
  }

  List<String> texts(String name) {
    if (values.get(name) instanceof Json.Items items && items.values().stream().allMatch(Json.Text.class::isInstance)) {
      return items.values().stream().map(item -> ((Json.Text) item).value()).toList();
    }
    throw new IllegalArgumentException(noun + "'s " + name + " is an array of strings");
  }
}
