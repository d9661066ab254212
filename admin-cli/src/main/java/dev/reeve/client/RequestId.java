package dev.reeve.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Ids of calls: random UUIDs of version 4 (RFC 9562, 5.4), straight from the generator of the operating system, which is what
 * {@link UUID#randomUUID} reads in the end, too; on the way it loads Java's security providers, a good part of the time a command takes.
 */
final class RequestId {

  private static final Path RANDOM = Path.of("/dev/urandom");

  private RequestId() {}

  static UUID next() {
    try (InputStream random = Files.newInputStream(RANDOM)) {
      return of(random.readNBytes(2 * Long.BYTES));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static UUID of(byte[] random) {
    ByteBuffer bits = ByteBuffer.wrap(random);
    long high = (bits.getLong() & ~0xf000L) | 0x4000L;
    long low = (bits.getLong() & ~(3L << 62)) | (1L << 63);
    return new UUID(high, low);
  }
}
