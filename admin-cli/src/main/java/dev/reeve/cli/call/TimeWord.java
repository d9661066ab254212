package dev.reeve.cli.call;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Moments as typed: RFC 3339 such as {@code 2027-01-31T12:00:00Z}, or from now such as {@code 30d} and {@code +2h}. */
public final class TimeWord implements ITypeConverter<Instant> {

  private final Clock clock;

  public TimeWord() {
    this(Clock.systemUTC());
  }

  TimeWord(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Instant convert(String word) {
    if (word.contains("T")) {
      try {
        return OffsetDateTime.parse(word).toInstant();
      } catch (DateTimeParseException other) {
        throw unusable(word);
      }
    }
    try {
      return clock.instant().truncatedTo(ChronoUnit.SECONDS)
          .plus(new DurationWord().convert(word.startsWith("+") ? word.substring(1) : word));
    } catch (TypeConversionException other) {
      throw unusable(word);
    }
  }

  private static TypeConversionException unusable(String word) {
    return new TypeConversionException("'" + word + "' is neither a time such as 2027-01-31T12:00:00Z nor one from now such as 30d or +2h");
  }
}
