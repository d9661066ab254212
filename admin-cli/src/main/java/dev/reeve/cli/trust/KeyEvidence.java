package dev.reeve.cli.trust;

import dev.reeve.client.CapsuleFile;
import dev.reeve.client.LocalError;
import dev.reeve.client.PemFile;
import dev.reeve.client.ReeveException;
import dev.reeve.seal.SealException;
import dev.reeve.seal.SelfSignedCertificate;
import dev.reeve.seal.Signature;
import dev.reeve.seal.VerifiedSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of a publisher that say which key is its own. */
final class KeyEvidence {

  private static final String SUFFIX = ".p7s";

  private KeyEvidence() {}

  /**
   * Fingerprint of the key that made a signature.
   *
   * @throws ReeveException when it is none, or the file it is named for lies beside it and is another than was signed
   */
  static String ofSignature(Path file) {
    byte[] p7s = CapsuleFile.signature(file);
    String name = String.valueOf(file.getFileName());
    Path signed = name.endsWith(SUFFIX) ? file.resolveSibling(name.substring(0, name.length() - SUFFIX.length())) : null;
    try {
      VerifiedSigner signer =
          signed != null && Files.isRegularFile(signed) ? Signature.verify(CapsuleFile.read(signed).bytes(), p7s) : Signature.claimed(p7s);
      return signer.fingerprint();
    } catch (SealException refused) {
      throw unusable(file, refused);
    }
  }

  /**
   * Fingerprint of the key that a certificate is of.
   *
   * @throws ReeveException when it is none that a key made for itself
   */
  static String ofCertificate(Path file) {
    if (!Files.isRegularFile(file)) {
      throw ReeveException.usage("there is no file " + file, "check the path");
    }
    try {
      return SelfSignedCertificate.owner(PemFile.read(file, "CERTIFICATE")).fingerprint();
    } catch (SealException refused) {
      throw unusable(file, refused);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw ReeveException.usage("the certificate in " + file + " cannot be used: " + unreadable.getMessage(), "give signing.crt of the author");
    }
  }

  private static ReeveException unusable(Path file, SealException refused) {
    return ReeveException.local(LocalError.FAILED, "the key in " + file + " is not trusted: " + refused.getMessage(), "ask the author again");
  }
}
