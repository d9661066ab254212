package dev.reeve.kernel.backup;

import dev.reeve.evidence.BackupManifest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Reads one file of a backup into its sink. */
final class PartReader {

  private static final int CHUNK = 1 << 16;

  private PartReader() {}

  /** Gives out the first {@code size} bytes of a file and answers what the manifest says of it. */
  static BackupManifest.Entry give(String path, Path source, long size, BackupSink sink) throws IOException, InterruptedException {
    MessageDigest digest = sha256();
    sink.file(path);
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(source)) {
      for (long left = size; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(CHUNK, left));
        if (read < 0) {
          throw new EOFException(source + " became shorter while it was read");
        }
        digest.update(buffer, 0, read);
        sink.bytes(Arrays.copyOf(buffer, read));
        left -= read;
      }
    }
    return new BackupManifest.Entry(path, size, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
