package dev.reeve.cli.output;

import java.time.Instant;
import java.util.List;

/**
 * How answers are printed.
 *
 * @param header whether tables have a header
 * @param columns headers of the columns that tables show, in this order; empty: the usual ones
 * @param now against which tables tell times
 */
public record Look(Format format, boolean header, List<String> columns, Colours colours, Instant now) {

  public Look {
    columns = List.copyOf(columns);
  }

  /** Without colours, with the usual columns and their header, now. */
  public static Look of(Format format) {
    return new Look(format, true, List.of(), Colours.NONE, Instant.now());
  }
}
