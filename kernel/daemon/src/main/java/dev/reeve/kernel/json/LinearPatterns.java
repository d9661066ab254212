package dev.reeve.kernel.json;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/** Patterns of schemas in RE2 syntax: found in linear time whatever they are, so that neither a schema nor a value can hold up who checks it. */
final class LinearPatterns implements RegularExpressionFactory {

  @Override
  public RegularExpression getRegularExpression(String pattern) {
    try {
      Pattern compiled = Pattern.compile(pattern);
      return value -> compiled.matcher(value).find();
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("'" + pattern + "' is no pattern in RE2 syntax: " + e.getDescription(), e);
    }
  }
}
