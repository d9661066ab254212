package dev.reeve.cli.noun;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** User and group ids as typed: 0 to 4294967294. The system gives the number after those to nobody. */
final class IdWord implements ITypeConverter<Integer> {

  @Override
  public Integer convert(String word) {
    if (!word.matches("\\d{1,10}") || Long.parseLong(word) > 4_294_967_294L) {
      throw new TypeConversionException("'" + word + "' is not an id from 0 to 4294967294");
    }
    return Integer.parseUnsignedInt(word);
  }
}
