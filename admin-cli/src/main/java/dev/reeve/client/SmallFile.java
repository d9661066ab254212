package dev.reeve.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is read whole, up to a bound. */
final class SmallFile {

  private SmallFile() {}

  /**
   * Its content.
   *
   * @param most bytes it may have
   * @throws IOException when it cannot be read or is longer
   */
  static byte[] read(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(most + 1);
      if (content.length > most) {
        throw new IOException("it is longer than " + most + " bytes");
      }
      return content;
    }
  }
}
