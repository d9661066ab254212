package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditKeyFile;
import dev.reeve.kernel.store.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** The Ed25519 key that signs checkpoints; its public half is pinned outside the log. */
record AuditKeys(PrivateKey privateKey, PublicKey publicKey) {

  private static final String ALGORITHM = "Ed25519";

  /**
   * Loads the key, or makes it where there is none.
   *
   * @throws IOException also when one half is missing or they do not belong together: a key is never replaced silently
   */
  static AuditKeys open(Path privateFile, Path publicFile) throws IOException {
    try {
      if (!Files.exists(privateFile) && !Files.exists(publicFile)) {
        KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        WholeFile.write(privateFile, pem(pair.getPrivate()), "rw-------");
        WholeFile.write(publicFile, AuditKeyFile.pem(pair.getPublic()).getBytes(StandardCharsets.US_ASCII), "rw-r-----");
      }
      if (!Files.exists(privateFile) || !Files.exists(publicFile)) {
        throw new IOException("of the audit key only one half is there: " + privateFile + " and " + publicFile + " belong together");
      }
      KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
      PrivateKey privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(der(privateFile)));
      return new AuditKeys(privateKey, AuditKeyFile.read(publicFile));
    } catch (GeneralSecurityException e) {
      throw new IOException("the audit key cannot be used: " + e.getMessage(), e);
    }
  }

  private static byte[] pem(PrivateKey key) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return ("-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] der(Path file) throws IOException {
    String body = Files.readString(file).lines().filter(line -> !line.startsWith("-----")).reduce("", String::concat);
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no PEM file", e);
    }
  }
}
