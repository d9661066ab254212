package dev.reeve.cli.backup;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.file.PartialFile;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.cli.progress.Amounts;
import dev.reeve.cli.progress.Progress;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.evidence.BackupManifest;
import dev.reeve.v1.BackupResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** Writes what a kernel sends as a backup, and keeps it only when all of it came as its signed manifest says. */
final class BackupDownload {

  /** What was made. */
  private record Made(Path file, BackupManifest manifest) {}

  private static final TableView<Made> VIEW =
      new TableView<Made>(
              made -> made.file().toString(),
              (style, made) -> BackupVerdict.about(new JsonObject(style).text("file", made.file().toString()), made.manifest()).toString(),
              List.of())
          .with("FILE", made -> made.file().toString())
          .with("KERNEL", made -> made.manifest().kernel())
          .with("VERSION", made -> made.manifest().version())
          .with("TIME", made -> BackupVerdict.time(made.manifest()))
          .with("HEAD", made -> made.manifest().head().toString())
          .with("FILES", made -> Integer.toString(made.manifest().files().size()))
          .with("SIZE", made -> Words.size(BackupVerdict.bytes(made.manifest())));

  private final Invocation call;

  BackupDownload(Invocation call) {
    this.call = call;
  }

  /** Writes the file and tells of it; the kernel is asked once there is a place for what it sends. */
  void to(Path file, boolean replace, Supplier<Iterator<BackupResponse>> parts) throws IOException {
    try (PartialFile partial = PartialFile.begin(file, replace)) {
      BackupManifest manifest;
      try (Progress progress = call.progress("receiving the backup", Amounts.BYTES)) {
        manifest = receive(partial, parts.get(), progress);
      }
      partial.keep();
      call.output().one(new Made(file, manifest), VIEW);
      call.tell(
          "the backup holds the kernel's private audit key and all its policy: keep " + file + " as secret as the kernel's home.\n"
              + "See whether it can be relied on with 'reeve backup verify " + file + "'");
    } catch (BrokenBackupException broken) {
      throw ReeveException.local(
          LocalError.FAILED, "this is no whole backup: " + broken.problem() + "; nothing was kept", "try again, and see the kernel's log");
    }
  }

  private static BackupManifest receive(PartialFile partial, Iterator<BackupResponse> parts, Progress progress) throws IOException, BrokenBackupException {
    OutputStream out = new BufferedOutputStream(partial.stream());
    ArchiveWriter archive = new ArchiveWriter(out);
    BackupManifest manifest = null;
    while (parts.hasNext()) {
      BackupResponse part = parts.next();
      if (manifest != null) {
        throw new BrokenBackupException("something comes behind its manifest");
      }
      switch (part.getPartCase()) {
        case FILE -> archive.file(part.getFile().getPath());
        case CHUNK -> archive.bytes(part.getChunk());
        case MANIFEST -> manifest = archive.manifest(part.getManifest());
        case PART_NOT_SET -> throw new BrokenBackupException("something comes that this version does not know");
      }
      progress.done(archive.bytes());
    }
    if (manifest == null) {
      throw new BrokenBackupException("it ends without its manifest");
    }
    out.flush();
    try (Archive written = Archive.open(partial.path())) {
      BackupCheck.signature(written, manifest);
    } catch (UnreadableBackupException unreadable) {
      throw new IOException(unreadable.getMessage(), unreadable);
    }
    return manifest;
  }
}
