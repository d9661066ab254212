package dev.reeve.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/**
 * A public key as it is typed: 64 hexadecimal digits, a line {@code ssh-ed25519 AAAA… comment} of OpenSSH, or a file with such a line or one
 * PEM block "PUBLIC KEY".
 */
public final class PublicKeyWord {

  private static final String BLOCK = "PUBLIC KEY";
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");
  /** How a line of OpenSSH begins: type and Base64. */
  private static final Pattern OPENSSH = Pattern.compile("[a-z0-9@.-]+ +AAAA");

  private static final String REMEDY = "give FILE.pub that 'reeve key generate FILE' or 'ssh-keygen -t ed25519' made";
  private static final int ID_DIGITS = 16;

  private PublicKeyWord() {}

  /**
   * Raw Ed25519 public key, 64 hexadecimal digits in lower case.
   *
   * @throws ReeveException when the word is neither such digits nor the line or file of an Ed25519 public key
   */
  public static String read(String word) {
    if (HEX.matcher(word).matches()) {
      return word.toLowerCase(Locale.ROOT);
    }
    if (word.startsWith(SshPublicKey.TYPE + " ")) {
      try {
        return SshPublicKey.ofLine(word).publicKey();
      } catch (MalformedSshException malformed) {
        throw ReeveException.usage("'" + word + "' cannot be used: " + malformed.getMessage(), REMEDY);
      }
    }
    return ofFile(path(word));
  }

  private static Path path(String word) {
    try {
      Path file = Path.of(word);
      if (Files.isRegularFile(file)) {
        return file;
      }
    } catch (InvalidPathException noPath) {
      // The word is told below, as one that names no file.
    }
    throw ReeveException.usage("'" + word + "' is neither a public key of 64 hexadecimal digits nor a file", REMEDY);
  }

  private static String ofFile(Path file) {
    try {
      byte[] text = SmallFile.read(file, PemFile.MAX_BYTES);
      String line = new String(text, UTF_8).strip();
      if (OPENSSH.matcher(line).lookingAt()) {
        return SshPublicKey.ofLine(line).publicKey();
      }
      AsymmetricKeyParameter found = PublicKeyFactory.createKey(PemFile.content(text, BLOCK));
      if (found instanceof Ed25519PublicKeyParameters key) {
        return HexFormat.of().formatHex(key.getEncoded());
      }
      throw ReeveException.usage(file + " is no Ed25519 public key", REMEDY);
    } catch (IOException | IllegalArgumentException unusable) {
      throw ReeveException.usage("the public key in " + file + " cannot be used: " + unusable.getMessage(), REMEDY);
    }
  }

  /** First 16 hexadecimal digits of the SHA-256 of a public key of 64 hexadecimal digits. */
  public static String id(String publicKey) {
    return sha256(HexFormat.of().parseHex(publicKey)).substring(0, ID_DIGITS);
  }

  static byte[] pem(Ed25519PublicKeyParameters key) throws IOException {
    return PemFile.text(BLOCK, SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key).getEncoded());
  }

  /** 64 hexadecimal digits in lower case. */
  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
  }
}
