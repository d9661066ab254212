package dev.reeve.cli.manifest;

import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.Printable;
import dev.reeve.cli.output.TableView;
import dev.reeve.v1.ManifestProblem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found out about a manifest.
 *
 * @param kernelAsked whether a kernel looked at it, too
 */
record Verdict(String file, String name, String version, boolean kernelAsked, List<ManifestProblem> problems) {

  static final TableView<Verdict> VIEW = new TableView<>(Verdict::name, (style, verdict) -> verdict.json(style), List.of());

  Verdict {
    problems = List.copyOf(problems);
  }

  boolean valid() {
    return problems.isEmpty();
  }

  String title() {
    return name + (version.isEmpty() ? "" : " " + version);
  }

  /** {@code FILE:LINE:COL: key: message}, without what is not known. */
  String line(ManifestProblem problem) {
    String place = problem.getLine() == 0 ? "" : problem.getLine() + ":" + problem.getColumn() + ":";
    String key = problem.getKey().isEmpty() ? "" : problem.getKey() + ": ";
    return Printable.line(file + ":" + place + " " + key + problem.getMessage());
  }

  private String json(Json style) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("valid", Boolean.toString(valid()));
    members.put("name", Json.text(name));
    members.put("version", Json.text(version));
    members.put("kernelAsked", Boolean.toString(kernelAsked));
    members.put("problems", style.array(problems.stream().map(style::of).toList()));
    return style.object(members);
  }
}
