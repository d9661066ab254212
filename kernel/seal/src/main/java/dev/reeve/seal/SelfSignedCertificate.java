package dev.reeve.seal;

import static dev.reeve.seal.SealException.Kind.BAD_CERTIFICATE;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcEdDSAContentVerifierProviderBuilder;

/**
 * An X.509 certificate that a key made for itself: a common name beside a public key. It says nothing about trust and does not expire;
 * how long a signer is trusted is the verifier's matter.
 */
public final class SelfSignedCertificate {

  private static final int NAME_LENGTH = 64;
  private static final int SERIAL_BITS = 127;
  private static final int FIRST_YEAR_OF_LONG_TIME = 2050;
  private static final Time NEVER = new Time(new DERGeneralizedTime("99991231235959Z"));
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private SelfSignedCertificate() {}

  /** Whether a signer may be called so: 1 to 64 printable characters, no space at either end. */
  public static boolean isName(String name) {
    return !name.isBlank()
        && name.length() <= NAME_LENGTH
        && name.equals(name.strip())
        && name.codePoints().allMatch(SelfSignedCertificate::printable);
  }

  private static boolean printable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
          Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      default -> true;
    };
  }

  /**
   * Whom a certificate in DER names, after its own key proved that it made it.
   *
   * @throws SealException BAD_CERTIFICATE or UNSUPPORTED_ALGORITHM
   */
  public static VerifiedSigner owner(byte[] der) throws SealException {
    try {
      return check(new X509CertificateHolder(der));
    } catch (IOException | RuntimeException e) {
      throw new SealException(BAD_CERTIFICATE, "there is no certificate in DER", e);
    }
  }

  /** A certificate for signing only, valid from {@code now} on. The name is one that {@link #isName} takes. */
  static X509CertificateHolder issue(String name, SubjectPublicKeyInfo key, ContentSigner signer, Instant now) throws IOException {
    X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, name).build();
    BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0);
    return new X509v3CertificateBuilder(subject, serial, time(now), NEVER, subject, key)
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .build(signer);
  }

  /** RFC 5280, 4.1.2.5: two-digit years until 2049. */
  private static Time time(Instant instant) {
    String text = SECONDS.format(instant);
    boolean late = instant.atOffset(ZoneOffset.UTC).getYear() >= FIRST_YEAR_OF_LONG_TIME;
    return new Time(late ? new DERGeneralizedTime(text) : new DERUTCTime(text.substring(2)));
  }

  /**
   * Whom the certificate names, after its own key proved that it made it.
   *
   * @throws SealException BAD_CERTIFICATE or UNSUPPORTED_ALGORITHM
   */
  static VerifiedSigner check(X509CertificateHolder certificate) throws SealException {
    SubjectPublicKeyInfo key = certificate.getSubjectPublicKeyInfo();
    KeyAlgorithm algorithm = KeyAlgorithm.of(key);
    if (!certificate.getSubject().equals(certificate.getIssuer())) {
      throw new SealException(BAD_CERTIFICATE, "the certificate is not self-signed: its issuer is another name than its subject");
    }
    try {
      if (!certificate.isSignatureValid(verifier(algorithm, key))) {
        throw new SealException(BAD_CERTIFICATE, "the certificate was not made by its own key");
      }
      byte[] spki = key.getEncoded("DER");
      return new VerifiedSigner(commonName(certificate.getSubject()), PublicKeyFingerprint.of(spki).hex(), spki);
    } catch (OperatorCreationException | CertException | IOException e) {
      throw new SealException(BAD_CERTIFICATE, "the certificate cannot be checked: " + e.getMessage(), e);
    }
  }

  private static ContentVerifierProvider verifier(KeyAlgorithm algorithm, SubjectPublicKeyInfo key)
      throws IOException, OperatorCreationException {
    AsymmetricKeyParameter parameters = PublicKeyFactory.createKey(key);
    return switch (algorithm) {
      case P256 -> new BcECContentVerifierProviderBuilder(new DefaultDigestAlgorithmIdentifierFinder()).build(parameters);
      case ED25519 -> new BcEdDSAContentVerifierProviderBuilder().build(parameters);
    };
  }

  private static String commonName(X500Name subject) throws SealException {
    RDN[] names = subject.getRDNs(BCStyle.CN);
    if (names.length != 1 || names[0].isMultiValued() || !(names[0].getFirst().getValue() instanceof ASN1String name)) {
      throw new SealException(BAD_CERTIFICATE, "the certificate does not have exactly one common name");
    }
    if (!isName(name.getString())) {
      throw new SealException(BAD_CERTIFICATE, "the certificate's common name is not 1 to 64 printable characters");
    }
    return name.getString();
  }
}
