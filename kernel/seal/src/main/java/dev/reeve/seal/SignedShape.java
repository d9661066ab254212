package dev.reeve.seal;

import static dev.reeve.seal.SealException.Kind.BAD_CERTIFICATE;
import static dev.reeve.seal.SealException.Kind.ENCAPSULATED_CONTENT;
import static dev.reeve.seal.SealException.Kind.MALFORMED;
import static dev.reeve.seal.SealException.Kind.SEVERAL_SIGNERS;
import static dev.reeve.seal.SealException.Kind.TOO_LARGE;
import static dev.reeve.seal.SealException.Kind.UNSUPPORTED_ALGORITHM;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * The one shape of CMS SignedData (RFC 5652) that is accepted: DER, detached, exactly one signer, exactly one certificate (the signer's),
 * no revocation lists, no unsigned attributes, one of the listed pairs of digest and signature algorithm. What the shape holds is bound
 * by a signature or fixed here, so that no byte of the file is free.
 */
record SignedShape(ContentInfo info, X509CertificateHolder certificate, KeyAlgorithm algorithm) {

  private static final int BY_ISSUER_AND_SERIAL = 1;
  private static final int BY_KEY_IDENTIFIER = 3;
  /** ECDSA signature algorithms with the digest each implies. */
  private static final Map<ASN1ObjectIdentifier, ASN1ObjectIdentifier> ECDSA =
      Map.of(
          X9ObjectIdentifiers.ecdsa_with_SHA256, NISTObjectIdentifiers.id_sha256,
          X9ObjectIdentifiers.ecdsa_with_SHA384, NISTObjectIdentifiers.id_sha384,
          X9ObjectIdentifiers.ecdsa_with_SHA512, NISTObjectIdentifiers.id_sha512);

  static SignedShape parse(byte[] p7s) throws SealException {
    if (p7s.length > Signature.MAX_BYTES) {
      throw new SealException(TOO_LARGE, "the signature is larger than " + Signature.MAX_BYTES / 1024 + " KiB");
    }
    try {
      ASN1Primitive root = ASN1Primitive.fromByteArray(p7s);
      if (root == null || !Arrays.equals(root.getEncoded("DER"), p7s)) {
        throw new SealException(MALFORMED, "the signature is not DER");
      }
      ContentInfo info = ContentInfo.getInstance(root);
      require(info.getContentType().equals(CMSObjectIdentifiers.signedData), "the signature is not CMS SignedData");
      return of(info, SignedData.getInstance(info.getContent()));
    } catch (IOException | RuntimeException e) {
      throw new SealException(MALFORMED, "the signature is not DER-encoded CMS: " + e.getMessage(), e);
    }
  }

  private static SignedShape of(ContentInfo info, SignedData data) throws SealException, IOException {
    if (data.getEncapContentInfo().getContent() != null) {
      throw new SealException(ENCAPSULATED_CONTENT, "the signature carries content of its own; only detached signatures are taken");
    }
    require(data.getEncapContentInfo().getContentType().equals(CMSObjectIdentifiers.data), "the content's type is not 'data'");
    require(data.getCRLs() == null, "the signature carries revocation lists");
    if (data.getSignerInfos().size() > 1) {
      throw new SealException(SEVERAL_SIGNERS, "the signature has " + data.getSignerInfos().size() + " signers; it must have one");
    }
    require(data.getSignerInfos().size() == 1, "the signature has no signer");
    SignerInfo signer = SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0));
    require(same(data, info.getContent()) && same(signer, data.getSignerInfos().getObjectAt(0)), "the signature has fields CMS does not");
    require(signer.getUnauthenticatedAttributes() == null, "the signature carries unsigned attributes");
    checkVersions(data, signer);
    X509CertificateHolder certificate = certificate(data.getCertificates());
    if (!names(signer.getSID(), certificate)) {
      throw new SealException(BAD_CERTIFICATE, "the certificate is not the signer's");
    }
    KeyAlgorithm algorithm = KeyAlgorithm.of(certificate.getSubjectPublicKeyInfo());
    checkAlgorithms(algorithm, data, signer);
    return new SignedShape(info, certificate, algorithm);
  }

  private static X509CertificateHolder certificate(@Nullable ASN1Set certificates) throws SealException {
    int count = certificates == null ? 0 : certificates.size();
    if (certificates == null || count != 1) {
      throw new SealException(BAD_CERTIFICATE, "the signature carries " + count + " certificates; it must carry one");
    }
    return new X509CertificateHolder(Certificate.getInstance(certificates.getObjectAt(0)));
  }

  /** The parser takes some fields under any tag; what it read must write back to what was there. */
  private static boolean same(ASN1Encodable read, ASN1Encodable raw) throws IOException {
    return Arrays.equals(read.toASN1Primitive().getEncoded("DER"), raw.toASN1Primitive().getEncoded("DER"));
  }

  /** Byte by byte: distinguished names that only count as equal leave bytes free. */
  private static boolean names(SignerIdentifier signer, X509CertificateHolder certificate) throws IOException {
    if (signer.isTagged()) {
      SubjectKeyIdentifier identifier = SubjectKeyIdentifier.fromExtensions(certificate.getExtensions());
      byte[] named = ASN1OctetString.getInstance(signer.getId()).getOctets();
      return identifier != null && Arrays.equals(identifier.getKeyIdentifier(), named);
    }
    IssuerAndSerialNumber own = new IssuerAndSerialNumber(certificate.getIssuer(), certificate.getSerialNumber());
    return same(own, signer.getId());
  }

  /** RFC 5652, 5.1 and 5.3: the versions follow from how the signer is identified. */
  private static void checkVersions(SignedData data, SignerInfo signer) throws SealException {
    int version = signer.getSID().isTagged() ? BY_KEY_IDENTIFIER : BY_ISSUER_AND_SERIAL;
    require(
        signer.getVersion().hasValue(version) && data.getVersion().hasValue(version),
        "the signature's version does not fit how it names its signer");
  }

  private static void checkAlgorithms(KeyAlgorithm algorithm, SignedData data, SignerInfo signer) throws SealException {
    AlgorithmIdentifier digest = signer.getDigestAlgorithm();
    require(
        data.getDigestAlgorithms().size() == 1 && digest.equals(AlgorithmIdentifier.getInstance(data.getDigestAlgorithms().getObjectAt(0))),
        "the signature's digest algorithms are not exactly its signer's");
    AlgorithmIdentifier signature = signer.getDigestEncryptionAlgorithm();
    ASN1ObjectIdentifier expectedDigest =
        switch (algorithm) {
          case P256 -> ECDSA.get(signature.getAlgorithm());
          case ED25519 -> signature.getAlgorithm().equals(EdECObjectIdentifiers.id_Ed25519) ? NISTObjectIdentifiers.id_sha512 : null;
        };
    boolean plain =
        signature.getParameters() == null && (digest.getParameters() == null || DERNull.INSTANCE.equals(digest.getParameters()));
    if (!plain || expectedDigest == null || !digest.getAlgorithm().equals(expectedDigest)) {
      throw new SealException(
          UNSUPPORTED_ALGORITHM,
          "signature algorithm " + signature.getAlgorithm() + " with digest " + digest.getAlgorithm() + " is not accepted for a key of "
              + algorithm.label());
    }
  }

  private static void require(boolean holds, String broken) throws SealException {
    if (!holds) {
      throw new SealException(MALFORMED, broken);
    }
  }
}
