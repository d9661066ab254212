package dev.reeve.kernel.identity;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Digest;
import dev.reeve.v1.ErrorCode;

/**
 * Somebody brings a token and the key it is to be exchanged for.
 *
 * @param kernelId whose token it is
 * @param name of the new principal; empty for a device
 * @param publicKey 64 hexadecimal digits
 * @param signature by that key over {@link KeyProof#redemption}, 128 hexadecimal digits
 */
public record Redemption(String kernelId, String token, String name, String publicKey, String signature, String label) {

  /** Throws INVALID_ARGUMENT for a key that is none, UNAUTHENTICATED where its holder did not sign exactly this. */
  void prove() {
    String key = KeyOperations.usable(publicKey);
    if (!KeyProof.verify(key, KeyProof.redemption(kernelId, Digest.of(token), name), signature)) {
      throw new KernelException(ErrorCode.ERROR_CODE_UNAUTHENTICATED, "the signature is not this key's over this token and name");
    }
  }

  @Override
  public String toString() {
    return "redemption by the key " + publicKey;
  }
}
