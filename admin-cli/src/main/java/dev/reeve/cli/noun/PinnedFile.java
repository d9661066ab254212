package dev.reeve.cli.noun;

import dev.reeve.cli.file.PartialFile;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.evidence.PinnedKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A copy of the kernel's pinned audit keys that is kept elsewhere. Keys are only added to it: a kernel that forgot one is not believed. */
final class PinnedFile {

  private final Path file;
  private final @Nullable PinnedKeys before;

  private PinnedFile(Path file, @Nullable PinnedKeys before) {
    this.file = file;
    this.before = before;
  }

  /**
   * The file as it is, if there is one.
   *
   * @throws ReeveException when there is something else in its place, or no folder for it
   */
  static PinnedFile at(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw ReeveException.usage("--pinned: there is no folder " + folder, "make it, or name another file");
      }
      return new PinnedFile(file, Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? PinnedKeys.read(file) : null);
    } catch (IOException other) {
      throw ReeveException.usage("--pinned: " + other.getMessage(), "name a new file, or a copy of the kernel's etc/trust/audit.pub");
    }
  }

  /**
   * Writes the keys as they are now.
   *
   * @throws ReeveException when they do not begin with those that were there: the file stays as it was
   */
  void write(String pem) throws IOException {
    if (before == null) {
      put(pem);
      return;
    }
    Path fresh = Files.createTempFile("reeve-pinned-", ".pub");
    try {
      Files.writeString(fresh, pem, StandardCharsets.US_ASCII);
      List<PublicKey> now = PinnedKeys.read(fresh).keys();
      int known = before.keys().size();
      if (now.size() < known || !now.subList(0, known).equals(before.keys())) {
        throw ReeveException.local(
            LocalError.FAILED,
            "the kernel's audit keys do not begin with those in " + file + ", which stays as it is",
            "find out whose keys these are: either file may be another kernel's, or the kernel's etc/trust/audit.pub was changed");
      }
    } finally {
      Files.delete(fresh);
    }
    put(pem);
  }

  private void put(String pem) throws IOException {
    try (PartialFile partial = PartialFile.begin(file, before != null)) {
      partial.stream().write(pem.getBytes(StandardCharsets.US_ASCII));
      partial.keep();
    }
  }
}
