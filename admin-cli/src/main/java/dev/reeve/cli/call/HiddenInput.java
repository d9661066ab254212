package dev.reeve.cli.call;

import java.io.Console;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A terminal at which a line is typed without being shown. */
@FunctionalInterface
public interface HiddenInput {

  /** Nobody sits there. */
  HiddenInput NONE = prompt -> null;

  /** What was typed, which the caller overwrites; null when nobody types there. */
  char @Nullable [] read(String prompt);

  /** The terminal of this process, where both its standard input and its standard output are one. */
  static HiddenInput ofProcess() {
    return prompt ->
        Optional.ofNullable(System.console()).filter(Console::isTerminal).map(console -> console.readPassword("%s", prompt)).orElse(null);
  }
}
