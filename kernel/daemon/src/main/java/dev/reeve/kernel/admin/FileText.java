package dev.reeve.kernel.admin;

import dev.reeve.kernel.store.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** The text of a file of the policy, read whole: a regular file of at most 4 MiB, no link, UTF-8. */
record FileText(String text, String digest) {

  static final int MAX_BYTES = 4 * 1024 * 1024;

  /** Throws IOException in words for anything else. */
  static FileText read(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isSymbolicLink()) {
      throw new IOException("is a symbolic link; these are not followed");
    }
    if (!attributes.isRegularFile()) {
      throw new IOException(attributes.isDirectory() ? "is a folder" : "is no regular file");
    }
    if (attributes.size() > MAX_BYTES) {
      throw new IOException("has " + attributes.size() + " bytes; at most " + MAX_BYTES + " are read");
    }
    byte[] bytes = bytes(file);
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return new FileText(text, Digest.of(bytes));
    } catch (CharacterCodingException e) {
      throw new IOException("is not UTF-8", e);
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try (SeekableByteChannel in = Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(MAX_BYTES, in.size()) + 1);
      while (in.read(bytes) >= 0) {
        if (!bytes.hasRemaining()) {
          bytes = larger(bytes);
        }
      }
      byte[] all = new byte[bytes.position()];
      bytes.flip().get(all);
      return all;
    } catch (AccessDeniedException e) {
      throw new IOException("may not be read by the kernel", e);
    }
  }

  /** Of a file that grows while it is read. */
  private static ByteBuffer larger(ByteBuffer full) throws IOException {
    if (full.capacity() > MAX_BYTES) {
      throw new IOException("has more than " + MAX_BYTES + " bytes");
    }
    return ByteBuffer.allocate(Math.min(MAX_BYTES + 1, 2 * full.capacity())).put(full.flip());
  }
}
