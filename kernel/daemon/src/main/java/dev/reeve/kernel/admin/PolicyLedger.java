package dev.reeve.kernel.admin;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.authority.Names;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of the policy stands in the database: how far generations were given out, names that were principals, the last good text of files
 * that are ignored, and writes of several files that were begun.
 */
public final class PolicyLedger {

  private static final String GENERATION = "policy.generation";
  private static final String TERMS = "policy.terms";
  private static final long AHEAD = 1000;

  /**
   * A file that is ignored as it stands.
   *
   * @param digest of the bytes that are ignored
   * @param good the text that holds instead
   */
  record Ignored(Path file, String digest, String good, Instant since) {}

  /** One file of a change of several; without content it goes. */
  record Write(Path file, @Nullable String content, String base, long generation) {}

  private final Store store;
  private final Set<String> retired = ConcurrentHashMap.newKeySet();
  private long reserved;

  public PolicyLedger(Store store) {
    this.store = store;
    reserved = value(GENERATION) == null ? 0 : Long.parseLong(String.valueOf(value(GENERATION)));
    retired.addAll(store.list("SELECT name_key FROM retired_principals WHERE org = ?", row -> Rows.string(row, "name_key"), AuditDraft.ORG));
  }

  private @Nullable String value(String name) {
    List<String> found = store.list("SELECT value FROM kernel WHERE name = ?", row -> Rows.string(row, "value"), name);
    return found.isEmpty() ? null : found.getFirst();
  }

  private void put(String name, String value) {
    store.write(
        transaction ->
            transaction.update("INSERT INTO kernel(name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value));
  }

  /** The first generation of this life of the kernel: above all that were given out before. */
  long first() {
    long first = reserved + 1;
    reserve(first);
    return first;
  }

  /** Makes sure that no later life gives out this generation again. */
  void reserve(long generation) {
    if (generation > reserved) {
      put(GENERATION, Long.toString(generation + AHEAD));
      reserved = generation + AHEAD;
    }
  }

  boolean retired(String name) {
    return retired.contains(Names.key(name));
  }

  /** Keeps the name of a principal that goes. */
  void retire(String name, UUID id, Instant at) {
    store.write(
        transaction ->
            transaction.update(
                "INSERT INTO retired_principals(org, name_key, id, retired_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                AuditDraft.ORG, Names.key(name), id, at));
    retired.add(Names.key(name));
  }

  Map<Path, Ignored> ignored() {
    return store
        .list(
            "SELECT file, digest, good, since FROM policy_ignored",
            row ->
                new Ignored(
                    Path.of(Rows.string(row, "file")), Rows.string(row, "digest"), Rows.string(row, "good"), Instant.parse(Rows.string(row, "since"))))
        .stream()
        .collect(Collectors.toMap(Ignored::file, one -> one));
  }

  void ignore(Ignored one) {
    store.write(
        transaction ->
            transaction.update(
                "INSERT INTO policy_ignored(file, digest, good, since) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT (file) DO UPDATE SET digest = excluded.digest, good = excluded.good, since = excluded.since",
                one.file().toString(), one.digest(), one.good(), one.since()));
  }

  void forget(Path file) {
    store.write(transaction -> transaction.update("DELETE FROM policy_ignored WHERE file = ?", file.toString()));
  }

  /** Writes that were begun and not finished. */
  List<Write> begun() {
    return store.list(
        "SELECT file, content, base, generation FROM policy_writes ORDER BY file",
        row -> new Write(Path.of(Rows.string(row, "file")), row.getString("content"), Rows.string(row, "base"), row.getLong("generation")));
  }

  /** Notes writes before the first of them is made: from here on all of them will be. */
  void begin(List<Write> writes) {
    store.write(
        transaction -> {
          transaction.effective();
          for (Write write : writes) {
            transaction.update(
                "INSERT INTO policy_writes(file, content, base, generation) VALUES (?, ?, ?, ?)",
                write.file().toString(), write.content(), write.base(), write.generation());
          }
          return writes.size();
        });
  }

  void finished() {
    store.write(transaction -> transaction.update("DELETE FROM policy_writes"));
  }

  /** Up to when the end of terms was recorded; null where it never was. */
  @Nullable Instant termsSeen() {
    String text = value(TERMS);
    return text == null ? null : Instant.parse(text);
  }

  void termsSeen(Instant at) {
    put(TERMS, Rows.text(at));
  }
}
