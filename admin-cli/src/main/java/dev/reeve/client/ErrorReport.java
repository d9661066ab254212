package dev.reeve.client;

import java.util.List;
import java.util.Map;

/**
 * An error as a person or program is told of it.
 *
 * @param reason stable name, of the contract's registry or of {@link LocalError}
 * @param message what happened and why
 * @param remedy what to do; empty when nothing can be said
 * @param exit exit code of the command line
 * @param fields fields of the request that were refused, with the rule
 * @param details further facts by name
 * @param requestId id of the call; empty when there was none
 */
public record ErrorReport(
    String reason, String message, String remedy, int exit, List<Field> fields, Map<String, String> details, String requestId) {

  /** A refused field: its path in the request and the rule it broke. */
  public record Field(String path, String rule) {}

  public ErrorReport {
    fields = List.copyOf(fields);
    details = Map.copyOf(details);
  }

  public static ErrorReport local(LocalError error, String message, String remedy) {
    return new ErrorReport(error.name(), message, remedy, error.exit(), List.of(), Map.of(), "");
  }
}
