package dev.reeve.kernel.audit;

import dev.reeve.kernel.store.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A private Ed25519 key as a PEM file that only the kernel's user may open.
 *
 * @param publicKey its other half; null where the file does not have it
 */
record KeyFile(PrivateKey privateKey, @Nullable PublicKey publicKey) {

  private static final String ALGORITHM = "Ed25519";
  private static final Pattern BLOCK = Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1 KEY-----\\s*");

  static KeyPair generate() {
    try {
      return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
    }
  }

  /** Writes both halves durably. */
  static void write(Path file, KeyPair pair) throws IOException {
    String text = pem("PRIVATE", pair.getPrivate().getEncoded()) + pem("PUBLIC", pair.getPublic().getEncoded());
    WholeFile.write(file, text.getBytes(StandardCharsets.US_ASCII), "rw-------");
  }

  private static String pem(String kind, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + kind + " KEY-----\n" + body + "\n-----END " + kind + " KEY-----\n";
  }

  /** @throws IOException naming the file, when it cannot be read or is no Ed25519 key */
  static KeyFile read(Path file) throws IOException {
    PrivateKey privateKey = null;
    PublicKey publicKey = null;
    try {
      KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
      Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.US_ASCII));
      while (block.find()) {
        byte[] der = Base64.getMimeDecoder().decode(block.group(2));
        if (block.group(1).equals("PRIVATE")) {
          privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(der));
        } else {
          publicKey = factory.generatePublic(new X509EncodedKeySpec(der));
        }
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + " is no Ed25519 key: " + e.getMessage(), e);
    }
    if (privateKey == null) {
      throw new IOException(file + " is no PEM file with a private key");
    }
    return new KeyFile(privateKey, publicKey);
  }

  /** Whether this is the other half of the private key. */
  boolean belongsTo(PublicKey other) {
    byte[] probe = "reeve audit key".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signer = Signature.getInstance(ALGORITHM);
      signer.initSign(privateKey);
      signer.update(probe);
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(other);
      verifier.update(probe);
      return verifier.verify(signer.sign());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
