package dev.reeve.cli.output;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A JSON object that may have any shape: what is absent or of another type reads as empty. */
public record JsonValue(Value value) {

  /** An object that is empty where the text is no JSON object. */
  public static JsonValue of(String text) {
    Struct.Builder object = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(text, object);
    } catch (InvalidProtocolBufferException notAnObject) {
      object.clear();
    }
    return new JsonValue(Value.newBuilder().setStructValue(object).build());
  }

  public JsonValue get(String name) {
    return new JsonValue(value.getStructValue().getFieldsOrDefault(name, Value.getDefaultInstance()));
  }

  public String text() {
    return value.getStringValue();
  }

  /** A number; of its digits as text where JSON writes a 64-bit number so; -1 when it is neither. */
  public long number() {
    return switch (value.getKindCase()) {
      case NUMBER_VALUE -> (long) value.getNumberValue();
      case STRING_VALUE -> text().matches("\\d{1,18}") ? Long.parseLong(text()) : -1;
      default -> -1;
    };
  }

  public boolean isTrue() {
    return value.getBoolValue();
  }

  public boolean isFalse() {
    return value.getKindCase() == Value.KindCase.BOOL_VALUE && !value.getBoolValue();
  }

  public List<JsonValue> items() {
    return value.getListValue().getValuesList().stream().map(JsonValue::new).toList();
  }

  /** Members by name, in no order. */
  public Stream<Map.Entry<String, JsonValue>> members() {
    return value.getStructValue().getFieldsMap().entrySet().stream().map(e -> Map.entry(e.getKey(), new JsonValue(e.getValue())));
  }
}
