package dev.reeve.seal;

import static dev.reeve.seal.SealException.Kind.UNUSABLE_KEY;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcEdECContentSignerBuilder;

/** A private key and the certificate it made for itself. The key never leaves this package but to its own file. */
public final class SigningKey {

  private final AsymmetricKeyParameter secret;
  private final X509CertificateHolder certificate;
  private final VerifiedSigner owner;
  private final KeyAlgorithm algorithm;

  private SigningKey(AsymmetricKeyParameter secret, X509CertificateHolder certificate, VerifiedSigner owner, KeyAlgorithm algorithm) {
    this.secret = secret;
    this.certificate = certificate;
    this.owner = owner;
    this.algorithm = algorithm;
  }

  /** A new {@link KeyAlgorithm#P256} key. */
  public static SigningKey generate(String name) throws SealException {
    return generate(name, KeyAlgorithm.P256);
  }

  /**
   * A new key with its certificate.
   *
   * @param name 1 to 64 printable characters without space at either end
   */
  public static SigningKey generate(String name, KeyAlgorithm algorithm) throws SealException {
    if (!SelfSignedCertificate.isName(name)) {
      throw new SealException(UNUSABLE_KEY, "a signer's name is 1 to 64 printable characters without space at either end");
    }
    AsymmetricCipherKeyPair pair = algorithm.generate();
    try {
      SubjectPublicKeyInfo spki = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(pair.getPublic());
      return of(pair.getPrivate(), SelfSignedCertificate.issue(name, spki, signer(pair.getPrivate()), Instant.now()));
    } catch (IOException e) {
      throw new SealException(UNUSABLE_KEY, "the certificate cannot be encoded: " + e.getMessage(), e);
    }
  }

  /** Joins a private key and a certificate, which must be of the same key. */
  static SigningKey of(AsymmetricKeyParameter secret, X509CertificateHolder certificate) throws SealException {
    VerifiedSigner owner = SelfSignedCertificate.check(certificate);
    try {
      byte[] spki = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(publicOf(secret)).getEncoded("DER");
      if (!Arrays.equals(spki, owner.spki())) {
        throw new SealException(UNUSABLE_KEY, "the private key does not belong to the certificate");
      }
    } catch (IOException e) {
      throw new SealException(UNUSABLE_KEY, "the private key cannot be encoded: " + e.getMessage(), e);
    }
    return new SigningKey(secret, certificate, owner, KeyAlgorithm.of(certificate.getSubjectPublicKeyInfo()));
  }

  /**
   * Reads {@code signing.key} and {@code signing.crt}.
   *
   * @throws SealException UNUSABLE_KEY when one is absent, the key's file is open to others, or they do not belong together
   */
  public static SigningKey load(Path dir) throws SealException, IOException {
    return KeyFolder.load(dir);
  }

  /** @throws SealException UNUSABLE_KEY when the folder is there and holds a key or a part of one, which {@link #save} would refuse */
  public static void requireNone(Path dir) throws SealException {
    KeyFolder.requireNone(dir);
  }

  /**
   * Writes {@code signing.key} (PKCS#8 PEM, mode 0600), {@code signing.crt} (PEM) and {@code fingerprint} (hexadecimal and a newline),
   * each whole or not at all; makes the folder (mode 0700) where it is absent.
   *
   * @throws SealException UNUSABLE_KEY when there is a key or a certificate already; nothing is overwritten
   */
  public void save(Path dir) throws SealException, IOException {
    KeyFolder.save(this, dir);
  }

  /** What the certificate calls the owner. */
  public String name() {
    return owner.name();
  }

  public PublicKeyFingerprint fingerprint() {
    return new PublicKeyFingerprint(owner.fingerprint());
  }

  public KeyAlgorithm algorithm() {
    return algorithm;
  }

  AsymmetricKeyParameter secret() {
    return secret;
  }

  X509CertificateHolder certificate() {
    return certificate;
  }

  ContentSigner signer() throws SealException {
    return signer(secret);
  }

  private static ContentSigner signer(AsymmetricKeyParameter secret) throws SealException {
    if (secret instanceof ECPrivateKeyParameters ec) {
      return new DeterministicEcdsa(ec);
    }
    try {
      return new BcEdECContentSignerBuilder(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519)).build(secret);
    } catch (OperatorCreationException e) {
      throw new SealException(UNUSABLE_KEY, "the private key cannot sign: " + e.getMessage(), e);
    }
  }

  private static AsymmetricKeyParameter publicOf(AsymmetricKeyParameter secret) throws SealException {
    return switch (secret) {
      case Ed25519PrivateKeyParameters key -> key.generatePublicKey();
      case ECPrivateKeyParameters key ->
          new ECPublicKeyParameters(
              new FixedPointCombMultiplier().multiply(key.getParameters().getG(), key.getD()), key.getParameters());
      default -> throw new SealException(UNUSABLE_KEY, "the private key is neither Ed25519 nor ECDSA P-256");
    };
  }

  @Override
  public String toString() {
    return "signing key of " + owner;
  }
}
