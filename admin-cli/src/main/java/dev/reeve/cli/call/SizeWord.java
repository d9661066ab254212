package dev.reeve.cli.call;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes as typed: {@code 512MiB}, {@code 1GiB}, or a number of bytes; more than nothing. */
public final class SizeWord implements ITypeConverter<Long> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})(B|KiB|MiB|GiB|TiB)?");

  @Override
  public Long convert(String word) {
    Matcher form = FORM.matcher(word);
    if (!form.matches()) {
      throw new TypeConversionException("'" + word + "' is not a size such as 512MiB, 1GiB or 65536");
    }
    String unit = form.group(2);
    int shift = unit == null ? 0 : "BKMGT".indexOf(unit.charAt(0)) * 10;
    long count = Long.parseLong(form.group(1));
    if (count == 0 || count > Long.MAX_VALUE >> shift) {
      throw new TypeConversionException("'" + word + "' is out of bounds: more than nothing, less than 8 EiB");
    }
    return count << shift;
  }
}
