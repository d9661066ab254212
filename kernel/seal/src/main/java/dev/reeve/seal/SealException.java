package dev.reeve.seal;

import java.io.Serial;

/** A signature or a key that is refused, with the rule it breaks. */
public final class SealException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  /** Which rule is broken. */
  public enum Kind {
    /** The signature is larger than {@link Signature#MAX_BYTES}. */
    TOO_LARGE,
    /** The signature is not one DER-encoded CMS SignedData of the accepted shape. */
    MALFORMED,
    /** The signature carries content of its own. */
    ENCAPSULATED_CONTENT,
    /** There is more than one signer. */
    SEVERAL_SIGNERS,
    /** There is not exactly one certificate, or it does not prove its own key and name. */
    BAD_CERTIFICATE,
    /** Key, digest or signature are of another algorithm than the accepted ones. */
    UNSUPPORTED_ALGORITHM,
    /** The signature is of another file. */
    WRONG_CONTENT,
    /** The signature was not made by the certificate's key over this content. */
    BAD_SIGNATURE,
    /** A signing key is absent, exists already, can be read by others, or does not belong to its certificate. */
    UNUSABLE_KEY
  }

  private final Kind kind;

  public SealException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public SealException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
