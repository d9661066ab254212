package dev.reeve.client;

import dev.reeve.seal.Signature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that is signed, or is to be, as a whole.
 *
 * @param digest SHA-256 of the bytes, 64 hexadecimal digits
 */
public record CapsuleFile(Path path, byte[] bytes, String digest) {

  private static final String CHECK = "check the path and its permissions";

  /**
   * Reads it, whatever is in it.
   *
   * @throws ReeveException a usage error when it is no readable regular file, or larger than a kernel takes
   */
  public static CapsuleFile read(Path path) {
    byte[] bytes = bytes(path, CapsuleUpload.MAX_JAR, "a kernel takes no capsule of more");
    try {
      return new CapsuleFile(path, bytes, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
  }

  /**
   * A signature as it stands in a file; what is longer than any signature is cut where that can be seen.
   *
   * @throws ReeveException a usage error when it is no readable regular file
   */
  public static byte[] signature(Path path) {
    require(path);
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(Signature.MAX_BYTES + 1);
    } catch (IOException failed) {
      throw unreadable(path, failed);
    }
  }

  /** Where the signature of a file stands: beside it, as {@code FILE.p7s}. */
  public static Path signatureOf(Path file) {
    Path name = file.getFileName();
    if (name == null) {
      throw ReeveException.usage(file + " is no name of a file", "name a file");
    }
    return file.resolveSibling(name + ".p7s");
  }

  private static byte[] bytes(Path path, long most, String why) {
    require(path);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = Files.size(path) > most ? new byte[0] : in.readNBytes((int) most + 1);
      if (bytes.length > most || Files.size(path) > most) {
        throw ReeveException.usage(path + " is larger than " + most + " bytes: " + why, "check the path");
      }
      return bytes;
    } catch (IOException failed) {
      throw unreadable(path, failed);
    }
  }

  private static void require(Path path) {
    if (Files.isDirectory(path)) {
      throw ReeveException.usage(path + " is a folder", "name a file");
    }
    if (!Files.exists(path)) {
      throw ReeveException.usage("there is no file " + path, CHECK);
    }
    if (!Files.isRegularFile(path)) {
      throw ReeveException.usage(path + " is no regular file", "name a file");
    }
  }

  private static ReeveException unreadable(Path path, IOException failed) {
    return ReeveException.usage(path + " cannot be read: " + failed.getMessage(), CHECK);
  }
}
