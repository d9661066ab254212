package dev.reeve.cli.backup;

import dev.reeve.cli.file.Folders;
import dev.reeve.cli.progress.Progress;
import dev.reeve.evidence.BackupManifest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** Unpacks a backup into an empty folder, durably, with the modes a kernel gives its files. */
final class Unpacking {

  private Unpacking() {}

  /** @throws BrokenBackupException when a file is not as the manifest says */
  static void of(Archive archive, BackupManifest manifest, Path folder, Progress progress) throws BrokenBackupException, IOException {
    Folders.make(folder.resolve("etc"));
    Folders.make(folder.resolve("var"));
    for (BackupManifest.Entry entry : manifest.files()) {
      Path file = folder.resolve(entry.path()).normalize();
      if (!file.startsWith(folder)) {
        throw new BrokenBackupException("'" + entry.path() + "' leads out of it");
      }
      Folders.make(Objects.requireNonNull(file.getParent(), "it lies in the folder"));
      try (FileChannel channel =
              FileChannel.open(
                  file,
                  Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
        archive.unpack(entry, out, progress::add);
        out.flush();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode(entry.path())));
        channel.force(true);
      }
    }
    Folders.forceAll(folder);
  }

  private static String mode(String path) {
    if (path.startsWith("etc/")) {
      return "rw-r-----";
    }
    return path.startsWith("var/blobs/") ? "r--------" : "rw-------";
  }
}
