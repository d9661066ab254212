package dev.reeve.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;

/** An Ed25519 key that proves who calls and signs answers: of a file, or held by ssh-agent, which signs without giving it away. */
public abstract sealed class LoginKey permits FileKey, AgentKey {

  LoginKey() {}

  /**
   * Makes a key in {@code file}, mode 0600, and its public half in {@code file.pub}.
   *
   * @throws ReeveException when one of both files exists or cannot be written; neither is left behind then
   */
  public static LoginKey generate(Path file) {
    return FileKey.made(file, null);
  }

  /**
   * Makes a key in {@code file}, encrypted with the passphrase, mode 0600, and its public half in {@code file.pub}.
   *
   * @param passphrase stays the caller's to overwrite
   * @throws ReeveException when one of both files exists or cannot be written; neither is left behind then
   */
  public static LoginKey generate(Path file, char[] passphrase) {
    return FileKey.made(file, passphrase);
  }

  /** @throws ReeveException a usage error when {@code generate} would find a file there, or no folder */
  public static void requireFree(Path file) {
    FileKey.requireNone(file);
  }

  /** Where {@code generate} puts the public half. */
  public static Path publicFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".pub");
  }

  /**
   * The key of a file that is not encrypted.
   *
   * @throws ReeveException when it is missing, no such Ed25519 private key in PEM, or may be opened by others than its owner
   */
  public static LoginKey read(Path file) {
    return FileKey.opened(file, Passphrases.NONE);
  }

  /** Raw public key, 64 hexadecimal digits. */
  public abstract String publicKey();

  /** First 16 hexadecimal digits of the SHA-256 of the public key. */
  public final String id() {
    return PublicKeyWord.id(publicKey());
  }

  /**
   * Signature over the UTF-8 of exactly this text; 128 hexadecimal digits in lower case.
   *
   * @throws ReeveException when whoever holds the key does not sign
   */
  public abstract String sign(String text);

  /** Signature over the lines, each ended by a line feed; 128 hexadecimal digits. */
  final String signLines(String... lines) {
    return sign(String.join("\n", lines) + "\n");
  }

  /**
   * What a redeemer signs.
   *
   * @param name of the principal to be made; empty for a device
   */
  public final String redemption(String kernelId, String token, String name) {
    return signLines("reeve-redeem-v1", kernelId, PublicKeyWord.sha256(token.getBytes(US_ASCII)), name);
  }
}
