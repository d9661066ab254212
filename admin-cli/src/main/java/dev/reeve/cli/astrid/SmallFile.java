package dev.reeve.cli.astrid;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A text file of a foreign home. */
final class SmallFile {

  static final int MAX_BYTES = 1 << 20;

  private SmallFile() {}

  /**
   * The whole text; a byte order mark is left for the parser to refuse.
   *
   * @throws IOException in words for people: it is no regular file (links are not followed), too large, not UTF-8 or not readable
   */
  static String read(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      throw new IOException("is a symbolic link; links are not followed");
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("is no regular file");
    }
    if (!Files.isReadable(file)) {
      throw new IOException("may not be read by this user");
    }
    try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("is larger than " + MAX_BYTES + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("is not UTF-8 text", e);
    }
  }
}
