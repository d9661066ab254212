package dev.reeve.kernel.agent;

import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.json.JsonSchema;
import dev.reeve.kernel.json.PatternSize;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads how often an agent's program is run, and what judges it. */
final class ExecutionReader {

  private static final int MAX_ITERATIONS = 100;
  private static final int DEFAULT_ITERATIONS = 5;
  private static final int MAX_VALIDATORS = 16;
  private static final int LONGEST_PATTERN = 1024;

  private ExecutionReader() {}

  static Manifest.Execution read(Table spec) {
    Table execution = spec.optionalTable("execution");
    if (execution == null) {
      return Manifest.Execution.ONE_SHOT;
    }
    boolean iterative = "iterative".equals(execution.optionalChoice("mode", List.of("one-shot", "iterative")));
    Long most = execution.optionalInteger("maxIterations", 1, MAX_ITERATIONS);
    if (most != null && !iterative) {
      execution.problem("maxIterations", "is for mode: iterative");
    }
    List<Table> validation = execution.has("validation") ? execution.tables("validation") : List.of();
    if (validation.size() > MAX_VALIDATORS) {
      execution.problem("validation", "has " + validation.size() + " validators; at most " + MAX_VALIDATORS + " are allowed");
    }
    if (!validation.isEmpty() && !iterative) {
      execution.problem("validation", "is for mode: iterative");
    }
    return new Manifest.Execution(
        iterative,
        !iterative ? 1 : most == null ? DEFAULT_ITERATIONS : most.intValue(),
        execution.optionalDuration("iterationTimeout", Duration.ofSeconds(1), SpecReader.MAX_TIMEOUT),
        validation.stream().flatMap(table -> validator(table).stream()).toList(),
        "retry".equals(execution.optionalChoice("onRestart", List.of("fail", "retry"))));
  }

  private static Optional<Manifest.Validator> validator(Table table) {
    String type = table.optionalChoice("type", List.of("exit_code", "json_schema", "regex"));
    if (type == null) {
      long others = Stream.of("expected", "schema", "pattern", "target").filter(table::has).count();
      if (!table.has("type")) {
        table.problem("type", "is missing: exit_code, json_schema or regex" + (others > 0 ? "; the other keys depend on it" : ""));
      }
      return Optional.empty();
    }
    return switch (type) {
      case "exit_code" -> {
        Long expected = table.optionalInteger("expected", 0, 255);
        yield Optional.of(new Manifest.Validator.ExitCode(expected == null ? 0 : expected.intValue()));
      }
      case "json_schema" -> {
        JsonSchema schema = SpecReader.schema(table, "schema");
        if (!table.has("schema")) {
          table.problem("schema", "is missing");
        }
        yield Optional.ofNullable(schema).map(Manifest.Validator.Schema::new);
      }
      default -> regex(table);
    };
  }

  private static Optional<Manifest.Validator> regex(Table table) {
    String pattern = table.string("pattern");
    String target = table.optionalChoice("target", List.of("output", "stdout", "stderr"));
    if (pattern.length() > LONGEST_PATTERN) {
      table.problem("pattern", "has " + pattern.length() + " characters; at most " + LONGEST_PATTERN + " are allowed");
      return Optional.empty();
    }
    if (PatternSize.of(pattern) > PatternSize.MOST) {
      table.problem("pattern", "repeats too much: written out, it would have more than " + PatternSize.MOST + " parts");
      return Optional.empty();
    }
    try {
      com.google.re2j.Pattern unused = com.google.re2j.Pattern.compile(pattern);
    } catch (com.google.re2j.PatternSyntaxException e) {
      table.problem("pattern", "is no regular expression (RE2 syntax): " + e.getMessage());
    }
    return Optional.of(
        new Manifest.Validator.Regex(pattern, target == null ? Manifest.Validator.Target.OUTPUT : Manifest.Validator.Target.valueOf(target.toUpperCase(Locale.ROOT))));
  }
}
