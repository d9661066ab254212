package dev.reeve.capsules.toolsfiles;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One search below a folder, nearer entries first and by name in each folder. Every path is asked for from the host, so what the caller
 * may not read is passed over, and links are not followed.
 */
final class Search {

  /** Files that are read in one search, bytes of each, and bytes of all together. */
  static final int MOST_FILES = 1_000;

  static final int MOST_FILE_BYTES = 1024 * 1024;
  static final long MOST_BYTES = 64L * 1024 * 1024;

  /** A folder with more entries is passed over. */
  static final int MOST_IN_FOLDER = 10_000;

  /**
   * What is looked for.
   *
   * @param name null for every name
   * @param text in a line of a file; null when files are not read
   * @param depth 1 for the folder's own entries
   * @param entries that are looked at
   * @param matches that are answered
   */
  record Question(@Nullable NameGlob name, @Nullable Literal text, int depth, int entries, int matches) {}

  private record Folder(String path, int depth) {}

  private final HostFiles files;
  private final Question question;
  private final Findings findings;
  private final Deque<Folder> folders = new ArrayDeque<>();
  private int entries;
  private int read;
  private long bytes;

  Search(HostFiles files, Question question) {
    this.files = files;
    this.question = question;
    this.findings = new Findings(question.matches());
  }

  /**
   * Looks through a folder.
   *
   * @throws CapsuleException when this folder itself cannot be listed
   */
  Findings below(String path) throws CapsuleException {
    look(new Folder(path, 1), files.list(path, MOST_IN_FOLDER));
    while (!folders.isEmpty() && findings.open()) {
      Folder folder = folders.removeFirst();
      List<HostFiles.Entry> inside;
      try {
        inside = files.list(folder.path(), MOST_IN_FOLDER);
      } catch (CapsuleException e) {
        findings.passedOver(e, Findings.Bound.FOLDER);
        continue;
      }
      look(folder, inside);
    }
    return findings;
  }

  private void look(Folder folder, List<HostFiles.Entry> inside) {
    for (HostFiles.Entry entry : inside) {
      if (!findings.open()) {
        return;
      }
      if (entries == question.entries()) {
        findings.stop(Findings.Bound.ENTRIES);
        return;
      }
      entries++;
      String path = (folder.path().equals("/") ? "" : folder.path()) + "/" + entry.name();
      if (question.name() == null || question.name().matches(entry.name())) {
        try {
          match(path, entry);
        } catch (CapsuleException e) {
          findings.passedOver(e, Findings.Bound.FILE);
        }
      }
      if (entry.kind() == HostFiles.Kind.FOLDER) {
        deeper(path, folder.depth());
      }
    }
  }

  private void deeper(String path, int depth) {
    if (depth < question.depth()) {
      folders.addLast(new Folder(path, depth + 1));
    } else {
      findings.reached(Findings.Bound.DEPTH);
    }
  }

  private void match(String path, HostFiles.Entry entry) throws CapsuleException {
    if (question.text() == null) {
      findings.add(path, files.stat(path));
    } else if (entry.kind() == HostFiles.Kind.FILE) {
      lines(path, question.text());
    }
  }

  private void lines(String path, Literal text) throws CapsuleException {
    if (read == MOST_FILES || bytes >= MOST_BYTES) {
      findings.stop(read == MOST_FILES ? Findings.Bound.FILES : Findings.Bound.BYTES);
      return;
    }
    HostFiles.Content content = files.read(path, 0, MOST_FILE_BYTES);
    read++;
    bytes += content.bytes().length;
    if (holdsNul(content.bytes())) {
      findings.binary();
      return;
    }
    if (content.bytes().length < content.size()) {
      findings.reached(Findings.Bound.FILE);
    }
    for (Literal.Line line : text.lines(content.bytes(), question.matches() + 1)) {
      findings.add(path, line);
    }
  }

  private static boolean holdsNul(byte[] bytes) {
    for (byte value : bytes) {
      if (value == 0) {
        return true;
      }
    }
    return false;
  }

  /** Entries that were looked at. */
  long entries() {
    return entries;
  }

  /** Files that were read. */
  long read() {
    return read;
  }
}
