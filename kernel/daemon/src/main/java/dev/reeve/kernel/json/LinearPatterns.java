package dev.reeve.kernel.json;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/** Patterns of schemas in RE2 syntax: found in linear time whatever they are, so that neither a schema nor a value can hold up who checks it. */
final class LinearPatterns implements RegularExpressionFactory {

  private static final Pattern HEX = Pattern.compile("^[0-9A-Fa-f]{4}$");

  @Override
  public RegularExpression getRegularExpression(String pattern) {
    try {
      Pattern compiled = Pattern.compile(withBraces(pattern));
      return value -> compiled.matcher(value).find();
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("'" + pattern + "' is no pattern in RE2 syntax: " + e.getDescription(), e);
    }
  }

  /** JSON Schema writes a character by its number as {@code \\uXXXX}, RE2 as {@code \\x{XXXX}}. */
  private static String withBraces(String pattern) {
    StringBuilder text = new StringBuilder(pattern.length());
    for (int i = 0; i < pattern.length(); i++) {
      char character = pattern.charAt(i);
      if (character != '\\' || i + 1 == pattern.length()) {
        text.append(character);
      } else if (pattern.charAt(i + 1) == 'u' && i + 6 <= pattern.length() && HEX.matcher(pattern.substring(i + 2, i + 6)).matches()) {
        text.append("\\x{").append(pattern, i + 2, i + 6).append('}');
        i += 5;
      } else {
        text.append(character).append(pattern.charAt(++i));
      }
    }
    return text.toString();
  }
}
