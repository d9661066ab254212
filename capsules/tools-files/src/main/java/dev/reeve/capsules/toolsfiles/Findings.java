package dev.reeve.capsules.toolsfiles;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a search found, what it passed over, and which bounds kept it from finding more. */
final class Findings {

  /** Why there may be more than was found. */
  enum Bound {
    /** As many matches as were asked for, and one more. */
    MATCHES,
    /** The matches fill an answer. */
    ANSWER,
    /** Folders deeper down. */
    DEPTH,
    /** Entries that were not looked at. */
    ENTRIES,
    /** Files that were not read, for their number. */
    FILES,
    /** Files that were not read, for the bytes read before. */
    BYTES,
    /** A file that was read only in its first part. */
    FILE,
    /** A folder with too many entries to be listed. */
    FOLDER
  }

  private final int most;
  private final List<Map<String, @Nullable Object>> matches = new ArrayList<>();
  private final Set<Bound> bounds = EnumSet.noneOf(Bound.class);
  private int room = JsonSize.CONTENT;
  private boolean open = true;
  private long denied;
  private long unreadable;
  private long binary;

  Findings(int most) {
    this.most = most;
  }

  /** Whether there is anything to look for still. */
  boolean open() {
    return open;
  }

  void reached(Bound bound) {
    bounds.add(bound);
  }

  void stop(Bound bound) {
    bounds.add(bound);
    open = false;
  }

  void add(String path, HostFiles.Entry entry) {
    add(path, Map.of("path", path, "kind", EntryFields.kind(entry), "size", entry.size(), "modified", entry.modified().toString()), 0);
  }

  void add(String path, Literal.Line line) {
    add(path, Map.of("path", path, "line", line.number(), "text", line.text()), JsonSize.of(line.text()));
  }

  private void add(String path, Map<String, @Nullable Object> match, int more) {
    int size = EntryFields.FRAME + JsonSize.of(path) + more;
    if (!open) {
      return;
    }
    if (matches.size() == most) {
      stop(Bound.MATCHES);
    } else if (size > room) {
      stop(Bound.ANSWER);
    } else {
      room -= size;
      matches.add(match);
    }
  }

  /** Counts what the host refused. */
  void passedOver(CapsuleException refusal, Bound tooMuch) {
    switch (refusal.kind()) {
      case DENIED -> denied++;
      case EXHAUSTED -> reached(tooMuch);
      case INVALID, NOT_FOUND, STATE, UNAVAILABLE -> unreadable++;
    }
  }

  void binary() {
    binary++;
  }

  List<Map<String, @Nullable Object>> matches() {
    return matches;
  }

  List<String> bounds() {
    return bounds.stream().map(bound -> bound.name().toLowerCase(Locale.ROOT)).toList();
  }

  Map<String, @Nullable Object> skipped() {
    return Map.of("denied", denied, "unreadable", unreadable, "binary", binary);
  }
}
