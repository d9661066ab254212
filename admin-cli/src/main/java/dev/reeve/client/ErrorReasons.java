package dev.reeve.client;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Stable names of everything that can go wrong, of the contract's registry and on this side of the socket. */
public final class ErrorReasons {

  private ErrorReasons() {}

  /** Those with which the command line ends so; each once, those of the contract first. */
  public static List<String> endingWith(ExitCode exit) {
    return Stream.concat(
            ErrorRegistry.all().stream().filter(entry -> entry.spec().getExit() == exit.code()).map(ErrorRegistry.Entry::reason),
            Arrays.stream(LocalError.values()).filter(error -> error.exit() == exit.code()).map(Enum::name))
        .distinct()
        .toList();
  }
}
