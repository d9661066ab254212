package dev.reeve.cli.output;

import java.util.LinkedHashMap;
import java.util.Map;

/** An object of JSON that is no message of the contract, written member by member as its messages are. */
public final class JsonObject {

  private final Json style;
  private final Map<String, String> members = new LinkedHashMap<>();

  public JsonObject(Json style) {
    this.style = style;
  }

  public JsonObject text(String name, String value) {
    members.put(name, Json.text(value));
    return this;
  }

  /** A whole number of 64 bits: its digits as text, as JSON of the contract has them. */
  public JsonObject whole(String name, long value) {
    return text(name, Long.toString(value));
  }

  /** A whole number of 32 bits. */
  public JsonObject small(String name, int value) {
    members.put(name, Integer.toString(value));
    return this;
  }

  public JsonObject truth(String name, boolean value) {
    members.put(name, Boolean.toString(value));
    return this;
  }

  @Override
  public String toString() {
    return style.object(members);
  }
}
