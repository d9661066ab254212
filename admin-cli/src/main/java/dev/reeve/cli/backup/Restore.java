package dev.reeve.cli.backup;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.file.Folders;
import dev.reeve.cli.output.Words;
import dev.reeve.cli.progress.Amounts;
import dev.reeve.cli.progress.Progress;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.evidence.BackupManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Brings a home to what a backup holds. What was there is kept within it, where no run sees it. */
final class Restore {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Invocation call;
  private final Placement.Steps steps;

  /** @param steps is told of each step of taking the place; does nothing but in a test */
  Restore(Invocation call, Placement.Steps steps) {
    this.call = call;
    this.steps = steps;
  }

  /**
   * Restores.
   *
   * @param key as {@link BackupCheck#all}
   * @param replace whether a home that has a kernel's files may be restored
   * @throws ReeveException when a kernel runs there, or the backup is broken: then the home is as it was
   */
  Restored from(Path file, @Nullable Path key, Path home, boolean replace) throws IOException {
    try (Archive archive = Archive.open(file)) {
      BackupVerdict verdict = intact(archive, key);
      requireReplaceable(home, replace);
      try (HomeClaim claim = HomeClaim.take(home)) {
        requireReplaceable(home, replace);
        return unpacked(archive, verdict.manifest(), claim);
      }
    } catch (BrokenBackupException changed) {
      throw ReeveException.local(
          LocalError.FAILED, "the backup changed while it was read: " + changed.problem() + "; nothing is restored", "try again");
    } catch (UnreadableBackupException unreadable) {
      throw unreadable.told();
    }
  }

  /**
   * Checks all that a restore checks before it begins.
   *
   * @throws ReeveException when a kernel runs there, or the backup is broken
   */
  void check(Path file, @Nullable Path key, Path home, boolean replace) throws IOException {
    try (Archive archive = Archive.open(file)) {
      BackupVerdict unused = intact(archive, key);
      requireReplaceable(home, replace);
      if (exists(home)) {
        HomeClaim.take(home).close();
      }
    } catch (UnreadableBackupException unreadable) {
      throw unreadable.told();
    }
  }

  private BackupVerdict intact(Archive archive, @Nullable Path key) throws UnreadableBackupException {
    BackupVerdict verdict;
    try (Progress progress = call.progress("checking the backup", Amounts.BYTES)) {
      verdict = BackupCheck.all(archive, key, progress);
    }
    if (!verdict.intact()) {
      throw ReeveException.local(
          LocalError.FAILED, "the backup is broken: " + verdict.problem() + "; nothing is restored", "restore another backup");
    }
    return verdict;
  }

  /** Whether a folder has a kernel's files. */
  static boolean hasKernel(Path home) {
    return exists(home.resolve("etc")) || exists(home.resolve("var"));
  }

  private static void requireReplaceable(Path home, boolean replace) {
    if (!replace && hasKernel(home)) {
      throw ReeveException.usage(
          home + " is a kernel's home already", "name a new one with --home, or give --force: what is there is kept then, within it");
    }
  }

  private Restored unpacked(Archive archive, BackupManifest manifest, HomeClaim claim) throws BrokenBackupException, IOException {
    Path home = claim.home();
    Path unpacked = home.resolve("run").resolve(Placement.UNPACKED);
    Folders.remove(unpacked);
    Folders.remove(Placement.aside(home));
    long bytes = BackupVerdict.bytes(manifest);
    long usable = Files.getFileStore(home).getUsableSpace();
    if (bytes > usable) {
      throw ReeveException.local(
          LocalError.FAILED, "the backup needs " + Words.size(bytes) + ", " + home + " has " + Words.size(usable), "free space there");
    }
    call.tell("unpacking " + manifest.files().size() + " files, " + Words.size(bytes));
    try (Progress progress = call.progress("unpacking", Amounts.BYTES)) {
      progress.total(bytes);
      Unpacking.of(archive, manifest, unpacked, progress);
    } catch (BrokenBackupException | IOException | RuntimeException failed) {
      Folders.remove(unpacked);
      throw failed;
    }
    FormerChain former = FormerChain.of(home.resolve("var").resolve("audit"), manifest.head());
    boolean homes = hasAny(home.resolve("var").resolve("homes"));
    boolean kept = hasKernel(home);
    Placement.Marker marker = new Placement.Marker("before-restore-" + TIME.format(Instant.now()), manifest.signature());
    Placement placement = new Placement(home, steps);
    try (FileClaim _ = begun(placement, marker, claim)) {
      place(placement, marker, home);
    }
    return new Restored(home, manifest, kept ? home.resolve("var").resolve("var." + marker.kept()) : null, former, homes);
  }

  /** Where it does not begin, what was unpacked goes. */
  private static FileClaim begun(Placement placement, Placement.Marker marker, HomeClaim claim) throws IOException {
    Path home = claim.home();
    try {
      FileClaim begun = placement.begin(marker);
      claim.keep();
      return begun;
    } catch (IOException failed) {
      if (InterruptedRestore.of(home)) {
        claim.keep();
        throw cut(home, failed);
      }
      try {
        Folders.remove(home.resolve("run").resolve(Placement.UNPACKED));
        Folders.remove(Placement.aside(home));
      } catch (IOException stays) {
        failed.addSuppressed(stays);
      }
      throw failed;
    }
  }

  private void place(Placement placement, Placement.Marker marker, Path home) {
    IOException failed = null;
    try {
      placement.finish(marker);
    } catch (IOException unfinished) {
      if (InterruptedRestore.of(home)) {
        throw cut(home, unfinished);
      }
      failed = unfinished;
    }
    try {
      placement.tidy();
    } catch (IOException stays) {
      call.tell("what the restore no longer needs is left in " + Placement.aside(home) + " and can go: " + stays);
    }
    if (failed != null) {
      throw new ReeveException(
          ErrorReport.local(
              LocalError.FAILED, home + " is restored, but its last step could not be forced to the disk: " + failed,
              "mend that; should the power go before, " + InterruptedRestore.remedy(home)),
          failed);
    }
  }

  private static ReeveException cut(Path home, IOException cause) {
    return new ReeveException(
        ErrorReport.local(
            LocalError.FAILED, "the restore of " + home + " was cut short: " + cause + "; no kernel starts there until it is finished",
            "mend that, then type 'reeve backup restore --home " + home + "': it goes on"),
        cause);
  }

  /**
   * Goes on with a restore that was cut short while it took its place.
   *
   * @return the signature of its backup's manifest
   */
  String goOn(Path home) throws IOException {
    try (FileClaim marked = FileClaim.on(Placement.marker(home))) {
      if (!marked.held()) {
        throw ReeveException.local(LocalError.FAILED, "another restore of " + home + " is going on", "wait until it is over");
      }
      Placement.Marker marker = Placement.Marker.parse(marked.text());
      place(new Placement(home, steps), marker, home);
      return marker.signature();
    }
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean hasAny(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (var entries = Files.newDirectoryStream(folder)) {
      return entries.iterator().hasNext();
    }
  }
}
