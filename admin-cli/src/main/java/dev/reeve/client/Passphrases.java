package dev.reeve.client;

import java.nio.file.Path;

/** Who knows the passphrases of encrypted key files. */
@FunctionalInterface
public interface Passphrases {

  /** Knows none: encrypted keys are refused. */
  Passphrases NONE =
      file -> {
        throw ReeveException.usage("the key file " + file + " is encrypted, and nobody is asked for its passphrase here", "use another key");
      };

  /**
   * The passphrase of a key file. Who asks overwrites it.
   *
   * @throws ReeveException when it is not to be had
   */
  char[] of(Path file);
}
