package dev.reeve.kernel.run;

import com.google.re2j.Pattern;
import dev.reeve.kernel.agent.Manifest.Execution;
import dev.reeve.kernel.agent.Manifest.Validator;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.run.IterationSink.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges iterations. A program that was ended for its time never passes, and one passes with exit code 0 unless a validator expects another. Pure. */
final class Validation {

  private static final int MAX_FEEDBACK = 16 * 1024;
  private static final int SHOWN_ERRORS = 2048;

  private Validation() {}

  /**
   * A judgement.
   *
   * @param validator {@code exit_code}, {@code json_schema}, {@code regex} or {@code timeout}; empty where it passed
   * @param feedback for the next iteration, at most 16 KiB of characters; empty where it passed
   */
  record Verdict(boolean passed, String validator, String feedback) {

    static final Verdict PASSED = new Verdict(true, "", "");

    static Verdict failed(String validator, String feedback) {
      return new Verdict(false, validator, feedback.length() <= MAX_FEEDBACK ? feedback : feedback.substring(0, MAX_FEEDBACK));
    }
  }

  /** The first validator that does not pass decides. */
  static Verdict judge(Execution execution, Outcome outcome) {
    if (outcome.late()) {
      return Verdict.failed("timeout", "the iteration took longer than " + execution.iterationTimeout() + errors(outcome));
    }
    for (Validator validator : all(execution.validation())) {
      Verdict verdict = judge(validator, outcome);
      if (!verdict.passed()) {
        return verdict;
      }
    }
    return Verdict.PASSED;
  }

  private static List<Validator> all(List<Validator> written) {
    List<Validator> all = new ArrayList<>();
    if (written.stream().noneMatch(Validator.ExitCode.class::isInstance)) {
      all.add(new Validator.ExitCode(0));
    }
    all.addAll(written);
    return all;
  }

  private static Verdict judge(Validator validator, Outcome outcome) {
    return switch (validator) {
      case Validator.ExitCode(int expected) ->
          outcome.exit().code() == expected
              ? Verdict.PASSED
              : Verdict.failed("exit_code", "the exit code is " + outcome.exit().code() + ", not " + expected + errors(outcome));
      case Validator.Schema(var schema) -> {
        List<String> violations = schema.violations(outcome.result(), "result");
        yield violations.isEmpty()
            ? Verdict.PASSED
            : Verdict.failed("json_schema", "the result does not match: " + String.join("; ", violations));
      }
      case Validator.Regex(String pattern, Validator.Target target) ->
          Pattern.compile(pattern).matcher(text(target, outcome)).find()
              ? Verdict.PASSED
              : Verdict.failed("regex", "'" + pattern + "' is not found in the " + target.name().toLowerCase(java.util.Locale.ROOT));
    };
  }

  private static String text(Validator.Target target, Outcome outcome) {
    return switch (target) {
      case OUTPUT -> plain(outcome.result());
      case STDOUT -> outcome.stdout();
      case STDERR -> outcome.stderr();
    };
  }

  private static String plain(String json) {
    try {
      @Nullable Object value = JsonText.parse(json);
      return value instanceof String text ? text : json;
    } catch (JsonText.NotJsonException e) {
      return json;
    }
  }

  private static String errors(Outcome outcome) {
    String errors = outcome.stderr().strip();
    return errors.isEmpty() ? "" : "; it said: " + errors.substring(Math.max(0, errors.length() - SHOWN_ERRORS));
  }
}
