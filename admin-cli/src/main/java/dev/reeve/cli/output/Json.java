package dev.reeve.cli.output;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The contract's messages as JSON text, fields with default values included, composed into arrays and objects. Pretty text is indented by
 * two; compact text has no line feed.
 */
public final class Json {

  private static final JsonFormat.Printer PRETTY = JsonFormat.printer().alwaysPrintFieldsWithNoPresence();
  private static final JsonFormat.Printer COMPACT = PRETTY.omittingInsignificantWhitespace();

  private final boolean pretty;

  private Json(boolean pretty) {
    this.pretty = pretty;
  }

  public static Json pretty() {
    return new Json(true);
  }

  public static Json compact() {
    return new Json(false);
  }

  boolean isPretty() {
    return pretty;
  }

  public String of(MessageOrBuilder message) {
    try {
      return Printable.text((pretty ? PRETTY : COMPACT).print(message));
    } catch (InvalidProtocolBufferException unknownAny) {
      throw new IllegalStateException("the contract has no Any fields", unknownAny);
    }
  }

  /** A JSON string. */
  public static String text(String value) {
    return '"' + Printable.line(value.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
  }

  /** An array of JSON texts. */
  public String array(List<String> items) {
    if (items.isEmpty()) {
      return "[]";
    }
    return items.stream().map(this::nested).collect(Collectors.joining(separator(), opening("["), closing("]")));
  }

  /** An object of JSON texts by member names. */
  public String object(Map<String, String> members) {
    if (members.isEmpty()) {
      return "{}";
    }
    return members.entrySet().stream()
        .map(member -> nested(text(member.getKey()) + ":" + (pretty ? " " : "") + member.getValue()))
        .collect(Collectors.joining(separator(), opening("{"), closing("}")));
  }

  private String nested(String json) {
    return pretty ? "  " + json.replace("\n", "\n  ") : json;
  }

  private String separator() {
    return pretty ? ",\n" : ",";
  }

  private String opening(String bracket) {
    return pretty ? bracket + "\n" : bracket;
  }

  private String closing(String bracket) {
    return pretty ? "\n" + bracket : bracket;
  }
}
