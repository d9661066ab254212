package dev.reeve.kernel.run;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets that can be known by their form out of what one stream of a run prints, before it is stored: private keys in PEM, the
 * kernel's one-time tokens, bearer tokens, JSON Web Tokens and the access tokens of well-known services. A secret of no known form passes.
 */
final class Redaction {

  static final String REDACTED = "[redacted]";

  private static final String KEY_BEGINS = "-----BEGIN ";
  private static final String KEY_ENDS = "-----END ";
  private static final String PRIVATE = "PRIVATE KEY-----";

  /** A form, and a text without which it cannot occur. */
  private record Form(String mark, Pattern pattern) {

    static Form of(String mark, String pattern) {
      return new Form(mark, Pattern.compile(pattern));
    }
  }

  private static final List<Form> FORMS =
      List.of(
          Form.of("reeve_", "reeve_(?:inv|pair)_[A-Za-z0-9_-]{32}"),
          Form.of("earer ", "(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{16,4096}"),
          Form.of("eyJ", "eyJ[A-Za-z0-9_-]{8,4096}\\.[A-Za-z0-9_-]{8,8192}\\.[A-Za-z0-9_-]{8,4096}"),
          Form.of("gh", "gh[pousr]_[A-Za-z0-9]{36,255}"),
          Form.of("github_pat_", "github_pat_[A-Za-z0-9_]{50,255}"),
          Form.of("glpat-", "glpat-[A-Za-z0-9_-]{20,255}"),
          Form.of("xox", "xox[abprs]-[A-Za-z0-9-]{10,255}"),
          Form.of("sk-", "sk-[A-Za-z0-9_-]{20,255}"),
          Form.of("AIza", "AIza[A-Za-z0-9_-]{35}"));

  private boolean insideKey;

  /** The line as it may be stored. */
  String line(String line) {
    if (insideKey) {
      insideKey = !(line.contains(KEY_ENDS) && line.contains(PRIVATE));
      return REDACTED;
    }
    int begin = line.indexOf(KEY_BEGINS);
    if (begin >= 0 && line.indexOf(PRIVATE, begin) >= 0) {
      int end = line.indexOf(KEY_ENDS, begin);
      insideKey = end < 0;
      String after = end < 0 ? "" : afterKey(line, end);
      return byForm(line.substring(0, begin)) + REDACTED + after;
    }
    return byForm(line);
  }

  private String afterKey(String line, int end) {
    int over = line.indexOf(PRIVATE, end);
    return over < 0 ? "" : line(line.substring(over + PRIVATE.length()));
  }

  /** A text that stands by itself. */
  static String text(String text) {
    return text.contains(KEY_BEGINS) ? new Redaction().line(text) : byForm(text);
  }

  private static String byForm(String text) {
    String left = text;
    for (Form form : FORMS) {
      if (left.contains(form.mark())) {
        left = form.pattern().matcher(left).replaceAll(Matcher.quoteReplacement(REDACTED));
      }
    }
    return left;
  }
}
