package dev.reeve.cli.call;

import dev.reeve.cli.output.Format;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.Printable;
import dev.reeve.cli.output.Versioned;
import dev.reeve.cli.output.Yaml;
import dev.reeve.client.ErrorReport;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An {@link ErrorReport} on standard error: message and remedy for people, an object with member {@code error} for programs. */
public final class ErrorLines {

  private ErrorLines() {}

  public static void print(ErrorReport report, Format format, boolean verbose, PrintStream err) {
    switch (format) {
      case json -> err.println(object(report, Json.pretty()));
      case jsonl -> err.println(object(report, Json.compact()));
      case yaml -> err.println(Yaml.of(object(report, Json.compact())));
      case table, wide, name -> text(report, verbose, err);
    }
    err.flush();
  }

  private static void text(ErrorReport report, boolean verbose, PrintStream err) {
    err.println("reeve: " + Printable.text(report.message()));
    report.fields().stream()
        .filter(field -> !report.message().contains(field.rule()))
        .forEach(field -> err.println("  field " + Printable.line(field.path()) + ": " + Printable.line(field.rule())));
    if (!report.remedy().isEmpty()) {
      err.println("  remedy: " + Printable.line(report.remedy()));
    }
    if (verbose) {
      err.println("  code: " + Printable.line(report.reason()));
      details(report).forEach((name, value) -> err.println("  " + Printable.line(name) + ": " + Printable.line(value)));
      if (!report.requestId().isEmpty()) {
        err.println("  request: " + Printable.line(report.requestId()));
      }
    }
  }

  /** Details by name, without the request's id, which the report has as such. */
  private static Map<String, String> details(ErrorReport report) {
    Map<String, String> details = new TreeMap<>(report.details());
    details.remove("request_id");
    return details;
  }

  private static String object(ErrorReport report, Json style) {
    List<String> fields =
        report.fields().stream()
            .map(field -> style.object(members("field", Json.text(field.path()), "rule", Json.text(field.rule()))))
            .toList();
    Map<String, String> details = new LinkedHashMap<>();
    details(report).forEach((name, value) -> details.put(name, Json.text(value)));
    Map<String, String> error =
        members(
            "code", Json.text(report.reason()),
            "message", Json.text(report.message()),
            "remedy", Json.text(report.remedy()),
            "exit", Integer.toString(report.exit()),
            "fields", style.array(fields),
            "details", style.object(details),
            "requestId", Json.text(report.requestId()));
    return Versioned.one(style, style.object(members("error", style.object(error))));
  }

  private static Map<String, String> members(String... pairs) {
    Map<String, String> members = new LinkedHashMap<>();
    for (int at = 0; at < pairs.length; at += 2) {
      members.put(pairs[at], pairs[at + 1]);
    }
    return members;
  }
}
