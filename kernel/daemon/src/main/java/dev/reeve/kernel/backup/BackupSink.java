package dev.reeve.kernel.backup;

import java.io.IOException;

/** Takes a backup as it is read: each file's path, then its bytes; last of all the manifest. */
public interface BackupSink {

  /** A file begins. */
  void file(String path) throws IOException, InterruptedException;

  /** Bytes of the file that began last, at most 64 KiB. */
  void bytes(byte[] chunk) throws IOException, InterruptedException;

  /** Canonical JSON of a {@code BackupManifest}. */
  void manifest(String text) throws IOException, InterruptedException;
}
