package dev.reeve.seal;

import static dev.reeve.seal.SealException.Kind.BAD_SIGNATURE;
import static dev.reeve.seal.SealException.Kind.MALFORMED;
import static dev.reeve.seal.SealException.Kind.WRONG_CONTENT;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignerDigestMismatchException;
import org.bouncycastle.cms.DefaultCMSSignatureAlgorithmNameGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.bc.BcECSignerInfoVerifierBuilder;
import org.bouncycastle.cms.bc.BcEdDSASignerInfoVerifierBuilder;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;

/** Checks detached CMS signatures over whole files. */
public final class Signature {

  /** The largest signature that is looked at. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final int SET_TAG = 0x31;

  private Signature() {}

  /**
   * Who signed exactly this content. Nothing is trusted here: any well-formed key may have signed.
   *
   * @param content the whole file
   * @param p7s the bytes of {@code <file>.p7s}, at most {@link #MAX_BYTES}
   * @throws SealException when anything about the signature is not as {@link SignedShape} and the key say
   */
  public static VerifiedSigner verify(byte[] content, byte[] p7s) throws SealException {
    SignedShape shape = SignedShape.parse(p7s);
    try {
      VerifiedSigner owner = SelfSignedCertificate.check(shape.certificate());
      SignerInformation signer =
          new CMSSignedData(new CMSProcessableByteArray(content), shape.info()).getSignerInfos().iterator().next();
      if (signer.getSignedAttributes() == null && isSet(content)) {
        // A signature over attributes would pass as one over this content: RFC 5652 tells the two apart by nothing else.
        throw new SealException(MALFORMED, "content that looks like signed attributes needs a signature with signed attributes");
      }
      if (!signer.verify(verifier(shape))) {
        throw new SealException(BAD_SIGNATURE, "the signature was not made by the key of '" + owner.name() + "' over this content");
      }
      return owner;
    } catch (CMSSignerDigestMismatchException e) {
      throw new SealException(WRONG_CONTENT, "the signature is of other content than this file", e);
    } catch (CMSException | OperatorCreationException e) {
      throw new SealException(BAD_SIGNATURE, "the signature does not verify: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new SealException(MALFORMED, "the signature is malformed: " + e.getMessage(), e);
    }
  }

  /**
   * Whom a signature names as its signer, whatever it is of: its certificate was made by the key it names, the signature perhaps not.
   *
   * @throws SealException when it has not the accepted shape, or its certificate does not prove its own key and name
   */
  public static VerifiedSigner claimed(byte[] p7s) throws SealException {
    try {
      return SelfSignedCertificate.check(SignedShape.parse(p7s).certificate());
    } catch (RuntimeException e) {
      throw new SealException(MALFORMED, "the signature is malformed: " + e.getMessage(), e);
    }
  }

  private static SignerInformationVerifier verifier(SignedShape shape) throws OperatorCreationException {
    X509CertificateHolder certificate = shape.certificate();
    var names = new DefaultCMSSignatureAlgorithmNameGenerator();
    var signatures = new DefaultSignatureAlgorithmIdentifierFinder();
    var digests = new DefaultDigestAlgorithmIdentifierFinder();
    var calculators = new BcDigestCalculatorProvider();
    return switch (shape.algorithm()) {
      case P256 -> new BcECSignerInfoVerifierBuilder(names, signatures, digests, calculators).build(certificate);
      case ED25519 -> new BcEdDSASignerInfoVerifierBuilder(names, signatures, digests, calculators).build(certificate);
    };
  }

  private static boolean isSet(byte[] content) {
    if (content.length == 0 || content.length > MAX_BYTES || content[0] != SET_TAG) {
      return false;
    }
    try {
      return ASN1Primitive.fromByteArray(content) instanceof ASN1Set;
    } catch (IOException e) {
      return false;
    }
  }
}
