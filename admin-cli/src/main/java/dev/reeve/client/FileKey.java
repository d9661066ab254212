package dev.reeve.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/** A key of a file with one PEM block "PRIVATE KEY" or "ENCRYPTED PRIVATE KEY", only for its owner; its public half lies beside it. */
final class FileKey extends LoginKey {

  private static final String PLAIN = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  private static final String OPENSSH = "OPENSSH PRIVATE KEY";
  private static final AlgorithmIdentifier ED25519 = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.101.112"));
  private static final String MAKE = "make one with 'reeve key generate FILE'";

  private final Ed25519PrivateKeyParameters secret;

  /** What it was decrypted from; empty when it was not encrypted. */
  private final byte[] sealed;

  private FileKey(Ed25519PrivateKeyParameters secret, byte[] sealed) {
    this.secret = secret;
    this.sealed = sealed;
  }

  /** See {@link LoginKey#generate(Path)}; with a passphrase it is encrypted. */
  static FileKey made(Path file, char @Nullable [] passphrase) {
    Path publicFile = publicFile(file);
    if (Files.exists(publicFile)) {
      throw exists(publicFile);
    }
    FileKey key = new FileKey(new Ed25519PrivateKeyParameters(new SecureRandom()), new byte[0]);
    try {
      byte[] text = key.text(passphrase);
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

  /** In PKCS#8 of version 0, without the public half, which OpenSSL 3.0 would not read. */
  private byte[] text(char @Nullable [] passphrase) throws IOException {
    byte[] plain = new PrivateKeyInfo(ED25519, new DEROctetString(secret.getEncoded())).getEncoded();
    try {
      return passphrase == null ? PemFile.text(PLAIN, plain) : PemFile.text(ENCRYPTED, EncryptedKey.seal(plain, passphrase));
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** See {@link LoginKey#read}; an encrypted key is opened with the passphrase that is told. */
  static FileKey opened(Path file, Passphrases ask) {
    return opened(file, ask, List.of());
  }

  /** The same, which is one of the keys opened before when that was of the same encrypted content. */
  static FileKey opened(Path file, Passphrases ask, List<FileKey> before) {
    try {
      PemObject block = PemFile.block(PrivateFile.read("key file", file, PemFile.MAX_BYTES));
      return switch (block.getType()) {
        case PLAIN -> new FileKey(secret(file, PrivateKeyFactory.createKey(block.getContent())), new byte[0]);
        case ENCRYPTED -> decrypted(file, block.getContent(), ask, before);
        case OPENSSH ->
            throw ReeveException.usage(
                "the key file " + file + " is one of OpenSSH, which only ssh-agent can use", "type: ssh-add " + file + " – and name the key agent");
        default -> throw new IOException("its PEM block is a " + block.getType() + ", not a " + PLAIN);
      };
    } catch (NoSuchFileException absent) {
      throw ReeveException.usage("there is no key file " + file, MAKE);
    } catch (IOException | IllegalArgumentException | IllegalStateException unreadable) {
      throw ReeveException.usage("the key file " + file + " cannot be used: " + unreadable.getMessage(), MAKE);
    }
  }

  private static Ed25519PrivateKeyParameters secret(Path file, AsymmetricKeyParameter found) {
    if (found instanceof Ed25519PrivateKeyParameters secret) {
      return secret;
    }
    throw ReeveException.usage("the key file " + file + " is no Ed25519 key", MAKE);
  }

  private static FileKey decrypted(Path file, byte[] sealed, Passphrases ask, List<FileKey> before) throws IOException {
    for (FileKey known : before) {
      if (Arrays.equals(known.sealed, sealed)) {
        return known;
      }
    }
    return new FileKey(secret(file, decrypted(file, EncryptedKey.of(sealed), ask)), sealed);
  }

  private static AsymmetricKeyParameter decrypted(Path file, EncryptedKey encrypted, Passphrases ask) {
    char[] passphrase = ask.of(file);
    byte[] info = new byte[0];
    try {
      info = Objects.requireNonNullElse(encrypted.open(passphrase), info);
      return PrivateKeyFactory.createKey(info);
    } catch (IOException | RuntimeException noKey) {
      throw ReeveException.usage("the passphrase does not open the key file " + file, "give the passphrase that it was made with");
    } finally {
      Arrays.fill(passphrase, '\0');
      Arrays.fill(info, (byte) 0);
    }
  }

  /** Whether its file is encrypted. */
  boolean encrypted() {
    return sealed.length > 0;
  }

  @Override
  public String publicKey() {
    return HexFormat.of().formatHex(secret.generatePublicKey().getEncoded());
  }

  @Override
  public String sign(String text) {
    byte[] data = text.getBytes(UTF_8);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, secret);
    signer.update(data, 0, data.length);
    return HexFormat.of().formatHex(signer.generateSignature());
  }

  static void requireNone(Path file) {
    for (Path each : List.of(file, publicFile(file))) {
      if (Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
        throw exists(each);
      }
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isWritable(folder)) {
      throw ReeveException.usage(file + " cannot be written: there is no folder that you may write to", "choose another folder");
    }
  }

  private static ReeveException exists(Path file) {
    return ReeveException.usage("there is a file " + file + " already; a key is never overwritten", "choose another name, or move it away");
  }
}
