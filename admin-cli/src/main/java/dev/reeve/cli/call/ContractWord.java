package dev.reeve.cli.call;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Words for the values of an enumeration of the contract: its names in lower case, with {@code -} between their parts. Upper case and
 * {@code _} are taken as well, since answers show them so.
 */
public abstract class ContractWord<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {

  private final Map<String, E> values = new LinkedHashMap<>();

  /** @param prefix how the names of all values begin */
  protected ContractWord(E[] all, String prefix) {
    for (E value : all) {
      if (value.name().startsWith(prefix) && !value.name().endsWith("_UNSPECIFIED")) {
        values.put(word(value.name().substring(prefix.length())), value);
      }
    }
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** @throws TypeConversionException when no value has that word */
  @Override
  public E convert(String word) {
    E value = values.get(word(word));
    if (value == null) {
      throw new TypeConversionException("'" + word + "' is not one of " + String.join(", ", values.keySet()));
    }
    return value;
  }

  /** The words, for completion. */
  @Override
  public Iterator<String> iterator() {
    return values.keySet().iterator();
  }
}
