package dev.reeve.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;

/** An Ed25519 key that proves who calls: a file with one PEM block "PRIVATE KEY", only for its owner; its public half lies beside it. */
public final class LoginKey {

  private static final String BLOCK = "PRIVATE KEY";
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

  private final Ed25519PrivateKeyParameters secret;

  private LoginKey(Ed25519PrivateKeyParameters secret) {
    this.secret = secret;
  }

  /**
   * Makes a key in {@code file}, mode 0600, and its public half in {@code file.pub}.
   *
   * @throws ReeveException when one of both files exists or cannot be written; neither is left behind then
   */
  public static LoginKey generate(Path file) {
    Path publicFile = publicFile(file);
    if (Files.exists(publicFile)) {
      throw exists(publicFile);
    }
    LoginKey key = new LoginKey(new Ed25519PrivateKeyParameters(new SecureRandom()));
    try {
      byte[] text = PemFile.text(BLOCK, PrivateKeyInfoFactory.createPrivateKeyInfo(key.secret).getEncoded());
      Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.write(file, text, StandardOpenOption.WRITE);
        Files.write(publicFile, PublicKeyWord.pem(key.secret.generatePublicKey()), StandardOpenOption.CREATE_NEW);
      } catch (IOException | RuntimeException incomplete) {
        Files.deleteIfExists(file);
        throw incomplete;
      }
      return key;
    } catch (FileAlreadyExistsException taken) {
      throw exists(Path.of(taken.getFile()));
    } catch (IOException unwritable) {
      throw ReeveException.local(
          LocalError.FAILED, "the key cannot be written to " + file + ": " + unwritable, "choose a folder you may write to");
    }
  }

  /** Where {@link #generate} puts the public half. */
  public static Path publicFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".pub");
  }

  /**
   * The key of a file.
   *
   * @throws ReeveException when it is missing, no Ed25519 private key in PEM, or may be opened by others than its owner
   */
  public static LoginKey read(Path file) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (mode.stream().anyMatch(OTHERS::contains)) {
        throw ReeveException.usage(
            "the key file " + file + " has mode " + PosixFilePermissions.toString(mode) + ": others than its owner may use it",
            "type: chmod 600 " + file + " – and replace the key if somebody may have read it");
      }
      AsymmetricKeyParameter found = PrivateKeyFactory.createKey(PemFile.read(file, BLOCK));
      if (found instanceof Ed25519PrivateKeyParameters secret) {
        return new LoginKey(secret);
      }
      throw ReeveException.usage("the key file " + file + " is no Ed25519 key", "make one with 'reeve key generate FILE'");
    } catch (NoSuchFileException absent) {
      throw ReeveException.usage("there is no key file " + file, "make one with 'reeve key generate FILE'");
    } catch (IOException | IllegalArgumentException | IllegalStateException unreadable) {
      throw ReeveException.usage(
          "the key file " + file + " cannot be used: " + unreadable.getMessage(), "make one with 'reeve key generate FILE'");
    }
  }

  /** Raw public key, 64 hexadecimal digits. */
  public String publicKey() {
    return HexFormat.of().formatHex(secret.generatePublicKey().getEncoded());
  }

  /** First 16 hexadecimal digits of the SHA-256 of the public key. */
  public String id() {
    return PublicKeyWord.id(publicKey());
  }

  /** Signature over the lines, each ended by a line feed; 128 hexadecimal digits. */
  String sign(String... lines) {
    return sign(String.join("\n", lines) + "\n");
  }

  /** Signature over the UTF-8 of exactly this text; 128 hexadecimal digits. */
  public String sign(String whole) {
    byte[] text = whole.getBytes(UTF_8);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, secret);
    signer.update(text, 0, text.length);
    return HexFormat.of().formatHex(signer.generateSignature());
  }

  /**
   * What a redeemer signs.
   *
   * @param name of the principal to be made; empty for a device
   */
  public String redemption(String kernelId, String token, String name) {
    return sign("reeve-redeem-v1", kernelId, PublicKeyWord.sha256(token.getBytes(US_ASCII)), name);
  }

  private static ReeveException exists(Path file) {
    return ReeveException.usage("there is a file " + file + " already; a key is never overwritten", "choose another name, or move it away");
  }
}
