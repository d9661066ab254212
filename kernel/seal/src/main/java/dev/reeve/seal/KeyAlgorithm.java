package dev.reeve.seal;

import static dev.reeve.seal.SealException.Kind.UNSUPPORTED_ALGORITHM;

import java.security.SecureRandom;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;

/**
 * The kinds of key that may sign. Both sign the same bytes to the same signature every time: Ed25519 by itself (RFC 8032), ECDSA with
 * the nonce of RFC 6979. OpenSSL 3.0 cannot use Ed25519 in CMS, so {@link #P256} is what people can check with the tools of their system.
 */
public enum KeyAlgorithm {
  /** ECDSA on P-256 with SHA-256. */
  P256,
  /** Ed25519, in CMS by RFC 8419. */
  ED25519;

  private static final int UNCOMPRESSED_P256_POINT = 65;
  private static final int ED25519_KEY = 32;

  /** As people write it: {@code p256} or {@code ed25519}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The algorithm of a public key in its one accepted encoding (named curve, uncompressed point). */
  static KeyAlgorithm of(SubjectPublicKeyInfo key) throws SealException {
    AlgorithmIdentifier algorithm = key.getAlgorithm();
    ASN1ObjectIdentifier id = algorithm.getAlgorithm();
    int length = key.getPublicKeyData().getOctets().length;
    if (id.equals(EdECObjectIdentifiers.id_Ed25519) && algorithm.getParameters() == null && length == ED25519_KEY) {
      return ED25519;
    }
    if (id.equals(X9ObjectIdentifiers.id_ecPublicKey)
        && SECObjectIdentifiers.secp256r1.equals(algorithm.getParameters())
        && length == UNCOMPRESSED_P256_POINT) {
      return P256;
    }
    throw new SealException(UNSUPPORTED_ALGORITHM, "the key is neither Ed25519 nor ECDSA P-256 (uncompressed point), but " + id);
  }

  AsymmetricCipherKeyPair generate() {
    SecureRandom random = new SecureRandom();
    return switch (this) {
      case P256 -> {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(ECNamedDomainParameters.lookup(SECObjectIdentifiers.secp256r1), random));
        yield generator.generateKeyPair();
      }
      case ED25519 -> {
        Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
        generator.init(new Ed25519KeyGenerationParameters(random));
        yield generator.generateKeyPair();
      }
    };
  }
}
