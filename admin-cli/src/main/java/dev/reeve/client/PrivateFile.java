package dev.reeve.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A small file that only its owner may read or write. */
public final class PrivateFile {

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

  private PrivateFile() {}

  /**
   * Its content.
   *
   * @param what it is, such as {@code key file}
   * @param most bytes it may have
   * @throws ReeveException when others than its owner may use it
   * @throws IOException when it cannot be read or is longer
   */
  public static byte[] read(String what, Path file, int most) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (mode.stream().anyMatch(OTHERS::contains)) {
      throw ReeveException.usage(
          "the " + what + " " + file + " has mode " + PosixFilePermissions.toString(mode) + ": others than its owner may use it",
          "type: chmod 600 " + file + " – and replace it if somebody may have read it");
    }
    return SmallFile.read(file, most);
  }
}
