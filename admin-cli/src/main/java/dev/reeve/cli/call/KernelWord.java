package dev.reeve.cli.call;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A word that says which kernel is meant. Of several on a line the last counts, so each knows when it was read. */
final class KernelWord {

  private static final AtomicLong READ = new AtomicLong();

  private final String value;
  private final long at;

  private KernelWord(String value) {
    this.value = value;
    this.at = READ.incrementAndGet();
  }

  /** The name of a context. */
  static final class OfContext implements ITypeConverter<KernelWord> {
    @Override
    public KernelWord convert(String word) {
      return new KernelWord(word);
    }
  }

  /** A path. */
  static final class OfPath implements ITypeConverter<KernelWord> {
    @Override
    public KernelWord convert(String word) {
      try {
        return new KernelWord(Path.of(word).toString());
      } catch (InvalidPathException none) {
        throw new TypeConversionException("'" + word + "' is no path");
      }
    }
  }

  /** Its value, where it was read after each of the others that were given; else null. */
  static @Nullable String last(@Nullable KernelWord word, @Nullable KernelWord... others) {
    if (word == null) {
      return null;
    }
    for (KernelWord other : others) {
      if (other != null && other.at > word.at) {
        return null;
      }
    }
    return word.value;
  }
}
