package dev.reeve.cli.call;

import java.time.Clock;
import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Moments that have passed as typed: RFC 3339 such as {@code 2027-01-31T12:00:00Z}, or how long ago such as {@code 90m} and {@code 30d}. */
public final class PastWord implements ITypeConverter<Instant> {

  private final Clock clock;

  public PastWord() {
    this(Clock.systemUTC());
  }

  PastWord(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Instant convert(String word) {
    try {
      return word.contains("T") ? new TimeWord(clock).convert(word) : clock.instant().minus(new DurationWord().convert(word));
    } catch (TypeConversionException other) {
      throw new TypeConversionException("'" + word + "' is neither a time such as 2027-01-31T12:00:00Z nor how long ago such as 90m or 30d");
    }
  }
}
