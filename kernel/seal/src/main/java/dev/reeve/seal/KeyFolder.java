package dev.reeve.seal;

import static dev.reeve.seal.SealException.Kind.UNUSABLE_KEY;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** The folder a {@link SigningKey} lives in. The key is written last, so that whoever sees it sees the whole folder. */
final class KeyFolder {

  static final String KEY = "signing.key";
  static final String CERTIFICATE = "signing.crt";
  static final String FINGERPRINT = "fingerprint";
  private static final int MAX_FILE_BYTES = 16 * 1024;
  private static final int RANDOM_NAME_BYTES = 8;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

  private static final Set<PosixFilePermission> WRITTEN_BY_OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private KeyFolder() {}

  /** Whether there is a key or a part of one. */
  static boolean holdsKey(Path dir) {
    return Files.exists(dir.resolve(KEY)) || Files.exists(dir.resolve(CERTIFICATE));
  }

  static void requireNone(Path dir) throws SealException {
    if (holdsKey(dir)) {
      throw new SealException(UNUSABLE_KEY, dir + ": holds a signing key already; it is never overwritten");
    }
  }

  static SigningKey load(Path dir) throws SealException, IOException {
    Path key = dir.resolve(KEY);
    refuseSharedFolder(dir);
    byte[] secret = pem(key, "PRIVATE KEY");
    if (Files.getPosixFilePermissions(key).stream().anyMatch(OTHERS::contains)) {
      throw new SealException(UNUSABLE_KEY, key + ": others than its owner may open it; its mode must be 0600");
    }
    byte[] certificate = pem(dir.resolve(CERTIFICATE), "CERTIFICATE");
    try {
      return SigningKey.of(PrivateKeyFactory.createKey(secret), new X509CertificateHolder(certificate));
    } catch (SealException e) {
      throw new SealException(UNUSABLE_KEY, dir + ": " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      throw new SealException(UNUSABLE_KEY, dir + ": key or certificate is malformed", e);
    }
  }

  static void save(SigningKey key, Path dir) throws SealException, IOException {
    if (!Files.isDirectory(dir)) {
      Path parent = dir.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectories(dir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    refuseSharedFolder(dir);
    requireNone(dir);
    create(dir.resolve(CERTIFICATE), pem("CERTIFICATE", key.certificate().getEncoded()), "rw-r--r--");
    replace(dir.resolve(FINGERPRINT), (key.fingerprint().hex() + "\n").getBytes(StandardCharsets.US_ASCII), "rw-r--r--");
    create(dir.resolve(KEY), pem("PRIVATE KEY", pkcs8(key)), "rw-------");
    force(dir);
  }

  /** Who may write a folder may put another key into it. */
  private static void refuseSharedFolder(Path dir) throws SealException, IOException {
    if (Files.isDirectory(dir) && Files.getPosixFilePermissions(dir).stream().anyMatch(WRITTEN_BY_OTHERS::contains)) {
      throw new SealException(UNUSABLE_KEY, dir + ": others than its owner may change it; its mode must be 0700");
    }
  }

  /** Puts a whole file in place, over whatever was there. */
  static void replace(Path file, byte[] bytes, String mode) throws IOException {
    Path temporary = temporary(file, bytes, mode);
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Puts a whole file where none is: a hard link fails where a rename would overwrite. */
  private static void create(Path file, byte[] bytes, String mode) throws SealException, IOException {
    Path temporary = temporary(file, bytes, mode);
    try {
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      throw new SealException(UNUSABLE_KEY, file + ": exists already; it is never overwritten", e);
    } finally {
      Files.delete(temporary);
    }
  }

  private static Path temporary(Path file, byte[] bytes, String mode) throws IOException {
    byte[] random = new byte[RANDOM_NAME_BYTES];
    new SecureRandom().nextBytes(random);
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + HexFormat.of().formatHex(random));
    Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(permissions))) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    return temporary;
  }

  private static void force(Path dir) throws IOException {
    try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Version 1, without the public key that version 2 adds and OpenSSL 3.0 cannot read. */
  private static byte[] pkcs8(SigningKey key) throws IOException {
    PrivateKeyInfo info = PrivateKeyInfoFactory.createPrivateKeyInfo(key.secret());
    return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey()).getEncoded();
  }

  private static byte[] pem(String type, byte[] der) {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, der));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().replace(System.lineSeparator(), "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] pem(Path file, String type) throws SealException, IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_FILE_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new SealException(UNUSABLE_KEY, file + ": no such file; make a key with 'keygen'", e);
    }
    if (bytes.length > MAX_FILE_BYTES) {
      throw new SealException(UNUSABLE_KEY, file + ": larger than 16 KiB");
    }
    try (PemReader reader = new PemReader(new StringReader(new String(bytes, StandardCharsets.US_ASCII)))) {
      PemObject object = reader.readPemObject();
      if (object != null && object.getType().equals(type)) {
        return object.getContent();
      }
    } catch (IOException | RuntimeException e) {
      throw new SealException(UNUSABLE_KEY, file + ": is not PEM", e);
    }
    throw new SealException(UNUSABLE_KEY, file + ": is not PEM of type " + type);
  }
}
