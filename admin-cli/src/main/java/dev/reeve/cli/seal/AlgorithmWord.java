package dev.reeve.cli.seal;

import dev.reeve.seal.KeyAlgorithm;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Algorithms of signing keys as typed and shown: {@code ed25519} or {@code ecdsa-p256}. */
final class AlgorithmWord implements ITypeConverter<KeyAlgorithm> {

  static String of(KeyAlgorithm algorithm) {
    return switch (algorithm) {
      case P256 -> "ecdsa-p256";
      case ED25519 -> "ed25519";
    };
  }

  @Override
  public KeyAlgorithm convert(String word) {
    for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
      if (of(algorithm).equals(word)) {
        return algorithm;
      }
    }
    throw new TypeConversionException("'" + word + "' is neither ed25519 nor ecdsa-p256");
  }
}
