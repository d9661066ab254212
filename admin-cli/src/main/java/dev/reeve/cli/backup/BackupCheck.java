package dev.reeve.cli.backup;

import dev.reeve.cli.progress.Progress;
import dev.reeve.evidence.BackupManifest;
import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.evidence.Verification;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a backup is as its kernel made it: its names, its manifest's signature, every file's digest, and the audit chain inside. */
final class BackupCheck {

  private static final String OWN_KEYS = "etc/trust/audit.pub";
  private static final List<String> ROOTS = List.of("etc/", "var/");

  private final Archive archive;
  private final BackupManifest manifest;

  private BackupCheck(Archive archive, BackupManifest manifest) {
    this.archive = archive;
    this.manifest = manifest;
  }

  /**
   * Checks everything.
   *
   * @param key keys one of which must have signed the manifest; null: those inside the backup
   * @param progress told of the bytes that are checked
   * @throws UnreadableBackupException when the archive has no manifest, or the key cannot be read
   */
  static BackupVerdict all(Archive archive, @Nullable Path key, Progress progress) throws UnreadableBackupException {
    PinnedKeys noted = key == null ? null : read(key);
    String keys = key == null ? "its own" : key.toString();
    BackupManifest manifest = archive.manifest();
    BackupCheck check = new BackupCheck(archive, manifest);
    progress.total(BackupVerdict.bytes(manifest));
    try {
      check.names();
      try (FileSystem tree = archive.tree()) {
        PinnedKeys own = check.own(tree);
        check.signature(noted == null ? own : noted, key == null ? "the keys inside it" : keys);
        for (BackupManifest.Entry entry : manifest.files()) {
          archive.unpack(entry, OutputStream.nullOutputStream(), progress::add);
        }
        check.chain(tree, own);
      }
      return new BackupVerdict(manifest, keys, "");
    } catch (BrokenBackupException broken) {
      return new BackupVerdict(manifest, keys, broken.problem());
    } catch (IOException unreadable) {
      return new BackupVerdict(manifest, keys, "it cannot be unpacked: " + unreadable.getMessage());
    }
  }

  /** Checks only that one of the keys inside an archive signed its manifest. */
  static void signature(Archive archive, BackupManifest manifest) throws BrokenBackupException, IOException {
    BackupCheck check = new BackupCheck(archive, manifest);
    try (FileSystem tree = archive.tree()) {
      check.signature(check.own(tree), "the keys inside it");
    }
  }

  private static PinnedKeys read(Path key) throws UnreadableBackupException {
    try {
      return PinnedKeys.read(key);
    } catch (IOException unusable) {
      throw new UnreadableBackupException(
          "the key cannot be used: " + unusable.getMessage(), "give a copy of the kernel's etc/trust/audit.pub", unusable);
    }
  }

  /** Every file of the manifest is there once, nothing else is, and all lie in a kernel's folders. */
  private void names() throws BrokenBackupException {
    Set<String> found = new HashSet<>();
    for (String name : archive.names()) {
      if (!found.add(name)) {
        throw new BrokenBackupException("'" + name + "' stands twice in it");
      }
    }
    Set<String> listed = new HashSet<>();
    manifest.files().forEach(entry -> listed.add(entry.path()));
    for (String path : listed) {
      boolean outside = ROOTS.stream().noneMatch(path::startsWith);
      if (outside || isFolder(path, listed)) {
        throw new BrokenBackupException("'" + path + "' is no file of a kernel");
      }
      if (!found.contains(path)) {
        throw new BrokenBackupException("'" + path + "' is missing");
      }
    }
    for (String name : found) {
      if (!listed.contains(name) && !name.equals(BackupManifest.NAME)) {
        throw new BrokenBackupException("'" + name + "' is in it, but not in its manifest");
      }
    }
  }

  private static boolean isFolder(String path, Set<String> listed) {
    for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      if (listed.contains(path.substring(0, at))) {
        return true;
      }
    }
    return false;
  }

  private PinnedKeys own(FileSystem tree) throws BrokenBackupException {
    try {
      return PinnedKeys.read(tree.getPath(OWN_KEYS));
    } catch (IOException unusable) {
      throw new BrokenBackupException("its audit keys cannot be read: " + unusable.getMessage());
    }
  }

  private void signature(PinnedKeys keys, String words) throws BrokenBackupException {
    if (!manifest.verify(keys)) {
      throw new BrokenBackupException("its manifest, signed by key " + manifest.keyId() + ", is not as one of " + words + " signed it");
    }
  }

  private void chain(FileSystem tree, PinnedKeys own) throws BrokenBackupException {
    Verification found;
    try {
      found = ChainVerifier.verifyAgainst(tree.getPath("var/audit"), own, List.of(manifest.head()));
    } catch (UnreadableChainException unreadable) {
      throw new BrokenBackupException("the audit chain inside cannot be read: " + unreadable.getMessage());
    }
    if (!found.intact()) {
      throw new BrokenBackupException("the audit chain inside is broken: " + found.problem());
    }
    if (found.records() != manifest.head().seq()) {
      throw new BrokenBackupException(
          "the audit chain inside ends with record " + found.records() + ", the manifest says with record " + manifest.head().seq());
    }
  }
}
