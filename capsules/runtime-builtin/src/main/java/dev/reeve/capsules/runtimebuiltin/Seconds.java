package dev.reeve.capsules.runtimebuiltin;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostTimers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a run sleeps.
 *
 * @param written the number as the input has it
 */
record Seconds(Duration duration, String written) {

  private static final String NUMBER = "(-?(?:0|[1-9][0-9]{0,14})(?:\\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,3})?)";
  private static final Pattern FORM = Pattern.compile(NUMBER + "|\\{\\s*\"seconds\"\\s*:\\s*" + NUMBER + "\\s*\\}");

  /** From {@code n} or {@code {"seconds": n}} with n between 0 and a day, kept to the nanosecond; INVALID for anything else. */
  static Seconds of(Input input) throws CapsuleException {
    Matcher form = FORM.matcher(input.json());
    if (!form.matches()) {
      throw invalid("must be a number of seconds, or {\"seconds\": number}, and nothing more");
    }
    String written = form.group(1) == null ? form.group(2) : form.group(1);
    double seconds = Double.parseDouble(written);
    if (seconds < 0 || seconds > HostTimers.LONGEST.toSeconds()) {
      throw invalid(written + " s is not between 0 and " + HostTimers.LONGEST.toSeconds() + " s, which is a day");
    }
    return new Seconds(Duration.ofNanos(Math.round(seconds * 1e9)), written);
  }

  private static CapsuleException invalid(String rule) {
    return new CapsuleException(CapsuleException.Kind.INVALID, "input of sleep: " + rule);
  }
}
