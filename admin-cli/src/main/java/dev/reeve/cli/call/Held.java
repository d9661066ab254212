package dev.reeve.cli.call;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;

/** The value of an option, which the parser puts here. */
final class Held<T> implements IGetter, ISetter {

  private @Nullable T value;

  /** The value; null: it was not given. */
  @Nullable T value() {
    return value;
  }

  /** The value, or another where it was not given. */
  T or(T otherwise) {
    return value == null ? otherwise : value;
  }

  /** Whether it was given, which is what a flag is about. */
  boolean on() {
    return value != null && !value.equals(false);
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // picocli's words for a value of whatever type the option was said to have
  public <V> @Nullable V get() {
    return (V) value;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <V> @Nullable V set(@Nullable V next) {
    V former = (V) value;
    value = (T) next;
    return former;
  }
}
