package dev.reeve.cli.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.reeve.evidence.BackupManifest;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes a backup's archive as its files come, and compares them with the manifest that comes last. */
final class ArchiveWriter {

  private final ZipOutputStream zip;
  private final MessageDigest digest = Digests.sha256();
  private final Map<String, BackupManifest.Entry> written = new LinkedHashMap<>();
  private @Nullable String path;
  private long size;
  private long total;

  ArchiveWriter(OutputStream out) {
    zip = new ZipOutputStream(out, UTF_8);
    zip.setLevel(Deflater.BEST_SPEED);
  }

  /** Files that are written. */
  int files() {
    return written.size();
  }

  /** Their bytes, not compressed, with those of the file that is being written. */
  long bytes() {
    return total;
  }

  /** A file begins. */
  void file(String name) throws IOException, BrokenBackupException {
    end();
    if (written.containsKey(name) || name.equals(BackupManifest.NAME)) {
      throw new BrokenBackupException("the file '" + name + "' comes twice");
    }
    zip.putNextEntry(new ZipEntry(name));
    path = name;
    size = 0;
  }

  /** Bytes of the file that began last. */
  void bytes(ByteString chunk) throws IOException, BrokenBackupException {
    if (path == null) {
      throw new BrokenBackupException("bytes come before their file");
    }
    byte[] bytes = chunk.toByteArray();
    digest.update(bytes);
    zip.write(bytes);
    size += bytes.length;
    total += bytes.length;
  }

  private void end() throws IOException, BrokenBackupException {
    if (path == null) {
      return;
    }
    zip.closeEntry();
    try {
      written.put(path, new BackupManifest.Entry(path, size, Digests.text(digest)));
    } catch (IllegalArgumentException leadsOut) {
      throw new BrokenBackupException(String.valueOf(leadsOut.getMessage()));
    }
    path = null;
  }

  /**
   * Ends the archive with its manifest. Its signature is not looked at.
   *
   * @throws BrokenBackupException when it is none, or tells of other files than came
   */
  BackupManifest manifest(String text) throws IOException, BrokenBackupException {
    end();
    BackupManifest manifest;
    try {
      manifest = BackupManifest.parse(text.getBytes(UTF_8));
    } catch (IllegalArgumentException other) {
      throw new BrokenBackupException("its manifest cannot be read: " + other.getMessage());
    }
    for (BackupManifest.Entry entry : manifest.files()) {
      if (!entry.equals(written.get(entry.path()))) {
        throw new BrokenBackupException("the file '" + entry.path() + "' did not come as the manifest says");
      }
    }
    if (manifest.files().size() != written.size()) {
      throw new BrokenBackupException(written.size() + " files came, the manifest names " + manifest.files().size());
    }
    zip.putNextEntry(new ZipEntry(BackupManifest.NAME));
    zip.write(text.getBytes(UTF_8));
    zip.closeEntry();
    zip.finish();
    return manifest;
  }
}
