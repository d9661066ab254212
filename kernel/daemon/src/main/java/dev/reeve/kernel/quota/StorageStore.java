package dev.reeve.kernel.quota;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.store.Store;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * Where principals store things: rows about its agent (manifests; inputs, intents and results of runs; their recorded output), what
 * capsules keep for it as key values, its home, and the work folders of its live runs. Installed capsules belong to the node and audit records to the chain: they count for nobody.
 */
public final class StorageStore {

  /** What a row weighs beside its texts, so that empty ones have a bound too. */
  public static final int ROW_COST = 64;

  private static final int MAX_ENTRIES = 100_000;

  private final Store store;
  private final Path homes;
  private final Path work;

  /** {@code homes} has a folder for each principal's id, {@code work} one for each live run's. */
  public StorageStore(Store store, Path homes, Path work) {
    this.store = store;
    this.homes = homes;
    this.work = work;
  }

  /** Bytes of its agent's manifests, of every version. */
  long manifests(UUID principal) {
    return sum("SELECT coalesce(sum(octet_length(source) + ?), 0) AS n FROM manifests WHERE org IN (?, 'system') AND agent_id = ?", principal);
  }

  /** Bytes of what is recorded of its agent's runs. */
  long runs(UUID principal) {
    long runs =
        sum(
            "SELECT coalesce(sum(octet_length(input) + octet_length(intent) + octet_length(context) + octet_length(coalesce(result, ''))"
                + " + octet_length(coalesce(message, '')) + kept_bytes + ?), 0) AS n"
                + " FROM runs WHERE org = ? AND agent_id = ?",
            principal);
    long attempts =
        sum(
            "SELECT coalesce(sum(octet_length(coalesce(a.result, '')) + ?), 0) AS n FROM runs r JOIN run_attempts a ON a.run_id = r.id"
                + " WHERE r.org = ? AND r.agent_id = ?",
            principal);
    long output =
        sum(
            "SELECT coalesce(sum(octet_length(e.data) + octet_length(coalesce(e.raw, x'')) + ?), 0) AS n FROM runs r JOIN run_events e ON e.run_id = r.id"
                + " WHERE r.org = ? AND r.agent_id = ?",
            principal);
    return runs + attempts + output;
  }

  /** Bytes of what capsules keep for it, as they were counted when it was kept. */
  long keyValues(UUID principal) {
    return store
        .list("SELECT bytes FROM key_value_use WHERE org = ? AND principal = ?", row -> row.getLong("bytes"), AuditDraft.ORG, principal).stream()
        .findFirst()
        .orElse(0L);
  }

  private long sum(String sql, UUID principal) {
    return store.list(sql, row -> row.getLong("n"), ROW_COST, AuditDraft.ORG, principal).getFirst();
  }

  /** Bytes of the files in its home; 0 where it has none. */
  long home(UUID principal) {
    return size(homes.resolve(principal.toString()));
  }

  /** Bytes of the files in a live run's work folder. */
  long work(String run) {
    return size(work.resolve(run));
  }

  /** Of regular files, links not followed; a folder of more entries than are looked at counts as without bound. */
  private static long size(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    Sizes sizes = new Sizes();
    try {
      Files.walkFileTree(folder, Set.copyOf(EnumSet.noneOf(FileVisitOption.class)), 256, sizes);
    } catch (IOException gone) {
      return sizes.bytes;
    }
    return sizes.entries > MAX_ENTRIES ? Long.MAX_VALUE / 4 : sizes.bytes;
  }

  private static final class Sizes extends SimpleFileVisitor<Path> {

    private long bytes;
    private int entries;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return ++entries > MAX_ENTRIES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException gone) {
      return ++entries > MAX_ENTRIES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, java.io.@org.jspecify.annotations.Nullable IOException gone) {
      return FileVisitResult.CONTINUE;
    }
  }
}
