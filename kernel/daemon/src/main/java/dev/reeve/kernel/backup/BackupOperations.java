package dev.reeve.kernel.backup;

import dev.reeve.evidence.BackupManifest;
import dev.reeve.evidence.KnownHead;
import dev.reeve.evidence.Segments;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.kernel.admin.PolicyFiles;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Snapshot;
import dev.reeve.kernel.store.Store;
import dev.reeve.kernel.store.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Backups of a running kernel. */
public final class BackupOperations {

  /**
   * Where the kernel's files are.
   *
   * @param staging folder that a backup may fill and empties again
   */
  public record Places(Path etc, Path audit, Path blobs, Path keys, Path staging) {}

  /** Who is backed up: id, version. */
  public record Kernel(String id, String version) {}

  private static final String DATABASE = "reeve.db";

  private final Places places;
  private final Kernel kernel;
  private final Store store;
  private final PolicyFiles policies;
  private final AuditLog audit;
  private final Clock clock;

  /** Removes what a killed kernel left of a backup. */
  public BackupOperations(Places places, Kernel kernel, Store store, PolicyFiles policies, AuditLog audit, Clock clock) {
    this.places = places;
    this.kernel = kernel;
    this.store = store;
    this.policies = policies;
    this.audit = audit;
    this.clock = clock;
    clear();
  }

  /** A file of the backup: where its bytes are, and how many of them belong to it. */
  private record Part(String path, Path source, long size) {}

  /** What is backed up, once nothing more can be torn; the database as it was then is still to be copied. */
  private record Held(KnownHead head, List<Part> parts, Snapshot database) {}

  /**
   * Gives out a backup of everything as it is when this is called. Needs as much free space as the database, the policy and the keys have.
   *
   * @throws KernelException FAILED_PRECONDITION while another one, a pruning or a rotation goes on; UNAVAILABLE when something cannot be read
   */
  public void create(BackupSink sink) {
    audit.rearranged(
        () -> {
          clear();
          try {
            Files.createDirectories(places.staging());
            List<BackupManifest.Entry> entries = new ArrayList<>();
            Held held = hold();
            List<Part> parts = new ArrayList<>(held.parts());
            try (Snapshot database = held.database()) {
              database.copyTo(places.staging().resolve(DATABASE));
            }
            parts.add(whole("var/" + DATABASE, places.staging().resolve(DATABASE)));
            blobs(parts);
            parts.sort(Comparator.comparing(Part::path));
            for (Part part : parts) {
              entries.add(PartReader.give(part.path(), part.source(), part.size(), sink));
            }
            BackupManifest manifest = BackupManifest.of(kernel.id(), kernel.version(), store.schema(), clock.instant(), held.head(), entries);
            sink.manifest(audit.sign(manifest).text());
            return true;
          } finally {
            clear();
          }
        });
  }

  /** First the policy's files stand still, then the chain, in the order in which a change takes hold of them. */
  private Held hold() {
    return policies.exclusively(
        () -> {
          List<Part> parts = new ArrayList<>();
          Held held =
              audit.held(
                  () -> {
                    chain(parts);
                    copied(parts, "var/keys", places.keys(), file -> true);
                    copied(parts, "etc", places.etc(), file -> places.etc().equals(file.getParent()));
                    return new Held(new KnownHead(audit.head().head().seq(), audit.head().head().hash()), parts, store.snapshot());
                  });
          try {
            copied(parts, "etc", places.etc(), file -> !places.etc().equals(file.getParent()));
            return held;
          } catch (IOException e) {
            held.database().close();
            throw KernelException.unavailable("the policy's files could not be copied: " + e.getMessage(), e);
          }
        });
  }

  private static Part whole(String path, Path source) throws IOException {
    return new Part(path, source, Files.size(source));
  }

  /** Segments only grow: what belongs to the backup is what they have now. */
  private void chain(List<Part> parts) throws IOException {
    try {
      for (Path segment : Segments.list(places.audit())) {
        parts.add(whole("var/audit/" + segment.getFileName(), segment));
      }
    } catch (UnreadableChainException e) {
      throw new IOException(e.getMessage(), e);
    }
    try (DirectoryStream<Path> receipts = Files.newDirectoryStream(places.audit(), "pruned-*.json")) {
      for (Path receipt : receipts) {
        parts.add(whole("var/audit/" + receipt.getFileName(), receipt));
      }
    }
  }

  private void copied(List<Part> parts, String name, Path folder, Predicate<Path> wanted) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).filter(file -> !hidden(file)).filter(wanted).toList();
    }
    for (Path file : files) {
      String path = name + "/" + folder.relativize(file);
      Path copy = places.staging().resolve(path);
      Files.createDirectories(WholeFile.folderOf(copy));
      Files.copy(file, copy);
      parts.add(whole(path, copy));
    }
  }

  private static boolean hidden(Path file) {
    return String.valueOf(file.getFileName()).startsWith(".");
  }

  /** Blobs never change. */
  private void blobs(List<Part> parts) throws IOException {
    try (Stream<Path> all = Files.walk(places.blobs())) {
      for (Path blob : all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).filter(file -> !hidden(file)).toList()) {
        parts.add(whole("var/blobs/" + places.blobs().relativize(blob), blob));
      }
    }
  }

  /** Takes away what a backup had copied. What the disk does not let go is no backup's failure: the next one, or the next start, takes it. */
  private void clear() {
    if (!Files.exists(places.staging(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(places.staging())) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        delete(file);
      }
    } catch (IOException | UncheckedIOException unreadable) {
      stays(unreadable);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException kept) {
      stays(kept);
    }
  }

  private static void stays(Exception reason) {
    System.getLogger("reeve.backup").log(System.Logger.Level.WARNING, "what was copied for a backup is not removed yet: {0}", reason.getMessage());
  }
}
