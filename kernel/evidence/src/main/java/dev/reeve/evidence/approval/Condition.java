package dev.reeve.evidence.approval;

import java.util.List;

/**
 * What one argument of a call has to be.
 *
 * @param argument its name; members of objects after a dot
 * @param kind {@code under}, {@code host-in}, {@code equals} or {@code matches}
 * @param values one value, of {@code host-in} one or more
 */
public record Condition(String argument, String kind, List<String> values) {

  public Condition {
    values = List.copyOf(values);
  }

  String text() {
    return new CanonicalText("condition").with("argument", argument).with("kind", kind).with("value", values).toString();
  }
}
