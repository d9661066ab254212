package dev.reeve.cli.bundle;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Text without what looks like a secret: private keys, tokens, passwords in addresses and beside names that say so. What is put in their place
 * has no quotes, so that text within JSON stays that.
 */
final class Redaction {

  static final String LEFT_OUT = "[left out]";

  private record Rule(Pattern pattern, String replacement) {}

  private static final String SECRET_NAME =
      "(?:secret|token(?!s_per_)|passw(?:or)?d|passphrase|api[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|credential|authorization|cookie)";

  private static final List<Rule> RULES =
      List.of(
          rule("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[^\"]{0,20000}?-----END [A-Z0-9 ]*PRIVATE KEY-----", LEFT_OUT),
          rule("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:\\s+[A-Za-z0-9+/=]{16,}){0,400}(?:\\s+[A-Za-z0-9+/]+={1,2})?", LEFT_OUT),
          // Ed25519 as PKCS #8, without its PEM lines.
          rule("MC4CAQAwBQYDK2VwBCIEI[A-Za-z0-9+/=]*", LEFT_OUT),
          rule("\\breeve_(?:inv|pair)_[A-Za-z0-9_-]+", LEFT_OUT),
          rule("(?i)\\b(Bearer|Basic)(\\s+)[A-Za-z0-9._~+/=-]{8,}", "$1$2" + LEFT_OUT),
          rule("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*", LEFT_OUT),
          rule("\\b(?:sk|pk|rk)-[A-Za-z0-9_-]{16,}", LEFT_OUT),
          rule("\\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AIza)[A-Za-z0-9_-]{10,}", LEFT_OUT),
          rule("\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b", LEFT_OUT),
          rule("(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{0,31}://)[^\\s/@:\"\\\\]{0,256}:[^\\s/@\"\\\\]{1,256}@", "$1" + LEFT_OUT + "@"),
          rule(
              "(?i)((?<![A-Za-z0-9])[A-Za-z0-9_.-]{0,64}?" + SECRET_NAME + "[A-Za-z0-9_.-]{0,64}\\\\?[\"']?\\s{0,8}[:=]\\s{0,8}\\\\?[\"']?)"
                  + "(?!\\[left out)[^\\s\"'\\\\,;\\[\\]{}()]{1,4096}",
              "$1" + LEFT_OUT));

  private Redaction() {}

  private static Rule rule(String pattern, String replacement) {
    return new Rule(Pattern.compile(pattern), replacement);
  }

  static String of(String text) {
    String clean = text;
    for (Rule rule : RULES) {
      clean = rule.pattern().matcher(clean).replaceAll(rule.replacement());
    }
    return clean;
  }

  /** Whether what such a key says is a secret. */
  static boolean secret(String key) {
    return NAMED.matcher(key).find();
  }

  private static final Pattern NAMED = Pattern.compile("(?i)" + SECRET_NAME);
}
