package dev.reeve.seal;

import java.io.Serial;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@link SealTool} is asked to do. */
sealed interface SealArguments {

  /** Makes a key; with {@code ifAbsent} keeps the one that is there. */
  record Keygen(Path keyDir, String name, KeyAlgorithm algorithm, boolean ifAbsent) implements SealArguments {}

  /** Writes the file's signature beside it. */
  record Sign(Path keyDir, Path file) implements SealArguments {}

  /** Checks a file against the signature beside it. */
  record Verify(Path file) implements SealArguments {}

  /** Prints a key's fingerprint. */
  record Fingerprint(Path keyDir) implements SealArguments {}

  /** The program was called wrongly. */
  final class UsageException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  /** @throws UsageException naming the first thing that is wrong */
  static SealArguments parse(String... arguments) {
    if (arguments.length == 0) {
      throw new UsageException("a command is missing");
    }
    return switch (arguments[0]) {
      case "keygen" -> keygen(Words.parse(arguments, Set.of("--key-dir", "--name", "--algorithm"), Set.of("--if-absent"), false));
      case "sign" -> {
        Words words = Words.parse(arguments, Set.of("--key-dir"), Set.of(), true);
        yield new Sign(words.path("--key-dir"), words.file());
      }
      case "verify" -> new Verify(Words.parse(arguments, Set.of(), Set.of(), true).file());
      case "fingerprint" -> new Fingerprint(Words.parse(arguments, Set.of("--key-dir"), Set.of(), false).path("--key-dir"));
      default -> throw new UsageException("unknown command '" + arguments[0] + "'");
    };
  }

  private static Keygen keygen(Words words) {
    String label = words.options.getOrDefault("--algorithm", KeyAlgorithm.P256.label());
    KeyAlgorithm algorithm =
        Arrays.stream(KeyAlgorithm.values())
            .filter(known -> known.label().equals(label))
            .findFirst()
            .orElseThrow(() -> new UsageException("--algorithm is p256 or ed25519, not '" + label + "'"));
    String name = words.required("--name");
    if (!SelfSignedCertificate.isName(name)) {
      throw new UsageException("--name is 1 to 64 printable characters without space at either end");
    }
    return new Keygen(words.path("--key-dir"), name, algorithm, words.options.containsKey("--if-absent"));
  }

  /** The arguments after the command, by name; positionals in order. */
  record Words(Map<String, String> options, List<String> positionals) {

    static Words parse(String[] arguments, Set<String> valued, Set<String> flags, boolean file) {
      Map<String, String> options = new HashMap<>();
      List<String> positionals = new ArrayList<>();
      for (int i = 1; i < arguments.length; i++) {
        String word = arguments[i];
        if (!word.startsWith("--")) {
          positionals.add(word);
          continue;
        }
        boolean takesValue = valued.contains(word);
        if (!takesValue && !flags.contains(word)) {
          throw new UsageException("unknown option '" + word + "'");
        }
        if (takesValue && ++i == arguments.length) {
          throw new UsageException(word + " needs a value");
        }
        if (options.put(word, arguments[i]) != null) {
          throw new UsageException(word + " is given twice");
        }
      }
      if (positionals.size() != (file ? 1 : 0)) {
        throw new UsageException(file ? "exactly one FILE is needed" : "unexpected '" + positionals.getFirst() + "'");
      }
      return new Words(options, positionals);
    }

    Path file() {
      Path file = toPath("FILE", positionals.getFirst());
      if (file.getFileName() == null) {
        throw new UsageException("FILE: not a file");
      }
      return file;
    }

    Path path(String option) {
      return toPath(option, required(option));
    }

    String required(String option) {
      String value = options.get(option);
      if (value == null) {
        throw new UsageException(option + " is missing");
      }
      return value;
    }

    private static Path toPath(String what, String text) {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw new UsageException(what + ": not a path: " + e.getReason());
      }
    }
  }
}
