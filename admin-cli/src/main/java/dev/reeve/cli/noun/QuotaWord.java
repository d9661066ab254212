package dev.reeve.cli.noun;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.reeve.cli.call.DurationWord;
import dev.reeve.cli.call.SizeWord;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.Quotas;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** A limit by the word people type for it; the contract's own name of it is understood too. */
enum QuotaWord {
  MEMORY("memory", "max_memory_bytes", Kind.SIZE),
  TIMEOUT("timeout", "max_timeout_secs", Kind.DURATION),
  IPC("ipc", "max_ipc_throughput_bytes", Kind.SIZE),
  PROCESSES("processes", "max_background_processes", Kind.COUNT),
  STORAGE("storage", "max_storage_bytes", Kind.SIZE),
  IN_FLIGHT("in-flight", "max_in_flight_calls", Kind.COUNT),
  RATE("rate", "max_requests_per_minute", Kind.COUNT),
  RUNS("runs", "max_concurrent_runs", Kind.COUNT),
  CPU("cpu", "max_cpu_percent", Kind.COUNT),
  TOKENS("tokens", "max_tokens_per_day", Kind.COUNT),
  COST("cost", "max_cost_micros_per_day", Kind.COUNT);

  private enum Kind {
    SIZE,
    DURATION,
    COUNT
  }

  private final String word;
  private final String field;
  private final Kind kind;

  QuotaWord(String word, String field, Kind kind) {
    this.word = word;
    this.field = field;
    this.kind = kind;
  }

  /** As the contract names it. */
  String field() {
    return field;
  }

  /** @throws ReeveException when there is no such limit */
  static QuotaWord of(String name) {
    return Arrays.stream(values())
        .filter(quota -> quota.word.equals(name) || quota.field.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ReeveException.usage(
                    "there is no limit '" + name + "'",
                    "it is one of " + Arrays.stream(values()).map(quota -> quota.word).collect(Collectors.joining(", "))));
  }

  /** The contract's names of the limits meant. */
  static List<String> fields(@Nullable List<String> names) {
    return names == null ? List.of() : names.stream().map(name -> of(name).field).toList();
  }

  /**
   * Limits given as {@code name=value}.
   *
   * @throws ReeveException when one is not of that form, unknown, or has an unusable value
   */
  static Quotas parse(@Nullable List<String> pairs) {
    Quotas.Builder quotas = Quotas.newBuilder();
    for (String pair : pairs == null ? List.<String>of() : pairs) {
      int at = pair.indexOf('=');
      if (at < 1) {
        throw ReeveException.usage("'" + pair + "' is not a limit such as memory=512MiB", "give name, '=' and value");
      }
      of(pair.substring(0, at)).put(quotas, pair.substring(at + 1));
    }
    return quotas.build();
  }

  /**
   * Sets this limit; null leaves it.
   *
   * @throws ReeveException when the value is unusable
   */
  void put(Quotas.Builder quotas, @Nullable String value) {
    if (value != null) {
      FieldDescriptor descriptor = Objects.requireNonNull(Quotas.getDescriptor().findFieldByName(field));
      quotas.setField(descriptor, number(value));
    }
  }

  private long number(String value) {
    try {
      return switch (kind) {
        case SIZE -> new SizeWord().convert(value);
        case DURATION -> seconds(value);
        case COUNT -> count(value);
      };
    } catch (TypeConversionException unusable) {
      throw ReeveException.usage(word + ": " + unusable.getMessage(), "see 'reeve quota set --help'");
    }
  }

  private static long seconds(String value) {
    java.time.Duration duration = new DurationWord().convert(value);
    if (duration.toNanosPart() != 0) {
      throw new TypeConversionException("'" + value + "' is not a whole number of seconds");
    }
    return duration.toSeconds();
  }

  private static long count(String value) {
    if (!value.matches("\\d{1,18}")) {
      throw new TypeConversionException("'" + value + "' is not a whole number");
    }
    return Long.parseLong(value);
  }
}
