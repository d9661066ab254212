package dev.reeve.client;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PKCS7Padding;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/**
 * A private key encrypted with a passphrase: PKCS#8 EncryptedPrivateKeyInfo (RFC 5958) with PBES2 (RFC 8018), scrypt (RFC 7914) and AES-256
 * in CBC mode. Made with N=2^14, r=8, p=5, which the 32 MiB that OpenSSL gives scrypt suffice for; read up to 256 MiB and p=16.
 */
final class EncryptedKey {

  private static final int COST = 1 << 14;
  private static final int BLOCKS = 8;
  private static final int PARALLEL = 5;
  private static final int MAX_PARALLEL = 16;
  private static final long MAX_MEMORY = 256L << 20;
  private static final int SALT_BYTES = 16;
  private static final int IV_BYTES = 16;
  private static final int KEY_BYTES = 32;

  private final byte[] content;
  private final Scrypt scrypt;
  private final byte[] iv;

  private EncryptedKey(byte[] content, Scrypt scrypt, byte[] iv) {
    this.content = content;
    this.scrypt = scrypt;
    this.iv = iv;
  }

  /** Encrypts a private key. */
  static byte[] seal(byte[] plain, char[] passphrase) throws IOException {
    SecureRandom random = new SecureRandom();
    byte[] salt = new byte[SALT_BYTES];
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(salt);
    random.nextBytes(iv);
    PBES2Parameters parameters =
        new PBES2Parameters(
            new KeyDerivationFunc(MiscObjectIdentifiers.id_scrypt, new ScryptParams(salt, COST, BLOCKS, PARALLEL)),
            new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
    try {
      byte[] content = cipher(true, plain, passphrase, new Scrypt(salt, COST, BLOCKS, PARALLEL), iv);
      return new EncryptedPrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters), content).getEncoded("DER");
    } catch (InvalidCipherTextException impossible) {
      throw new IllegalStateException("encryption takes any content", impossible);
    }
  }

  /**
   * What is encrypted, and how.
   *
   * @throws IOException when it is malformed, encrypted in another way, or asks for more work than the bounds
   */
  static EncryptedKey of(byte[] sealed) throws IOException {
    EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(sealed);
    require(info.getEncryptionAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2));
    PBES2Parameters parameters = PBES2Parameters.getInstance(present(info.getEncryptionAlgorithm().getParameters()));
    require(parameters.getKeyDerivationFunc().getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt));
    require(parameters.getEncryptionScheme().getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_CBC));
    byte[] iv = ASN1OctetString.getInstance(present(parameters.getEncryptionScheme().getParameters())).getOctets();
    require(iv.length == IV_BYTES);
    Scrypt scrypt = Scrypt.of(ScryptParams.getInstance(present(parameters.getKeyDerivationFunc().getParameters())));
    return new EncryptedKey(info.getEncryptedData(), scrypt, iv);
  }

  /** What was encrypted; null, or other bytes, when the passphrase is another one. */
  byte @Nullable [] open(char[] passphrase) {
    try {
      return cipher(false, content, passphrase, scrypt, iv);
    } catch (InvalidCipherTextException otherPassphrase) {
      return null;
    }
  }

  private static ASN1Encodable present(@Nullable ASN1Encodable parameters) throws IOException {
    if (parameters == null) {
      throw new IOException("its parameters are missing");
    }
    return parameters;
  }

  private static void require(boolean known) throws IOException {
    if (!known) {
      throw new IOException("it is not encrypted with scrypt and AES-256-CBC, as 'openssl pkcs8 -topk8 -scrypt -v2 aes-256-cbc' does it");
    }
  }

  private static byte[] cipher(boolean encrypt, byte[] content, char[] passphrase, Scrypt scrypt, byte[] iv)
      throws InvalidCipherTextException {
    byte[] key = scrypt.key(passphrase);
    byte[] out = new byte[0];
    try {
      PaddedBufferedBlockCipher aes = new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(AESEngine.newInstance()), new PKCS7Padding());
      aes.init(encrypt, new ParametersWithIV(new KeyParameter(key), iv));
      out = new byte[aes.getOutputSize(content.length)];
      int length = aes.processBytes(content, 0, content.length, out, 0);
      length += aes.doFinal(out, length);
      return Arrays.copyOf(out, length);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(out, (byte) 0);
    }
  }

  /** How the passphrase becomes a key. */
  private record Scrypt(byte[] salt, int cost, int blocks, int parallel) {

    static Scrypt of(ScryptParams parameters) throws IOException {
      long cost = number(parameters.getCostParameter());
      long blocks = number(parameters.getBlockSize());
      long parallel = number(parameters.getParallelizationParameter());
      BigInteger told = parameters.getKeyLength();
      boolean keyLength = told == null || number(told) == KEY_BYTES;
      if (!keyLength || cost < 2 || Long.bitCount(cost) != 1 || 128 * cost * blocks > MAX_MEMORY || parallel > MAX_PARALLEL) {
        throw new IOException("its scrypt parameters are not within bounds");
      }
      return new Scrypt(parameters.getSalt(), (int) cost, (int) blocks, (int) parallel);
    }

    /** From 1 to 2^24. */
    private static long number(BigInteger value) throws IOException {
      if (value.signum() <= 0 || value.bitLength() > 24) {
        throw new IOException("its scrypt parameters are not within bounds");
      }
      return value.longValue();
    }

    byte[] key(char[] passphrase) {
      byte[] utf8 = PBEParametersGenerator.PKCS5PasswordToUTF8Bytes(passphrase);
      try {
        return SCrypt.generate(utf8, salt, cost, blocks, parallel, KEY_BYTES);
      } finally {
        Arrays.fill(utf8, (byte) 0);
      }
    }
  }
}
