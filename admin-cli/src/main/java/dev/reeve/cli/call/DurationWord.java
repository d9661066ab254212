package dev.reeve.cli.call;

import dev.reeve.cli.output.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as {@link DurationText} reads them, typed as the value of an option. */
public final class DurationWord implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String word) {
    try {
      return DurationText.parse(word);
    } catch (IllegalArgumentException none) {
      throw new TypeConversionException(none.getMessage());
    }
  }
}
