package dev.reeve.cli.doctor;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A check by its id. */
public final class CheckWord implements ITypeConverter<Check>, Iterable<String> {

  private static final List<String> IDS = Arrays.stream(Check.values()).map(Check::id).toList();

  /** @throws TypeConversionException when there is no such check */
  @Override
  public Check convert(String word) {
    return Check.of(word)
        .orElseThrow(
            () -> new TypeConversionException("there is no check '" + word + "'; 'reeve doctor --list' names them"));
  }

  /** The ids, for completion. */
  @Override
  public Iterator<String> iterator() {
    return IDS.iterator();
  }
}
