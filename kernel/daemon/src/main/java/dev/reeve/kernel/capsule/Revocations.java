package dev.reeve.kernel.capsule;

import dev.reeve.kernel.capsule.LockedCapsules.SeenList;
import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.store.BlobStore;
import dev.reeve.kernel.store.Digest;
import dev.reeve.seal.SealException;
import dev.reeve.seal.Signature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The newest revocation list of each publisher. A list is signed by a key of the publisher it is about and takes back that publisher's
 * keys and jars alone. It is kept when it was seen once: a file that is taken away or put back to an older one changes nothing of what holds.
 *
 * @param lists by publisher
 * @param broken why the list of a publisher cannot be relied on, by publisher
 * @param problems of files that are ignored, in words
 */
record Revocations(Map<String, RevocationList> lists, Map<String, String> broken, List<String> problems) {

  private static final int MAX_LIST = 1024 * 1024;
  private static final long MOST_SERIALS = 1_000_000;

  /** Nothing taken back. */
  static final Revocations NONE = new Revocations(Map.of(), Map.of(), List.of());

  Revocations {
    lists = Map.copyOf(lists);
    broken = Map.copyOf(broken);
    problems = List.copyOf(problems);
  }

  /** A reading of what holds, and what is to be noted of it. */
  record Reading(Revocations revocations, LockedCapsules locked) {}

  /**
   * Reads what was kept and what lies in the folder. A newer list is put into the blob store and noted in what is locked.
   *
   * @param folder of {@code *.toml} with signatures {@code *.toml.p7s}; need not be there
   */
  static Reading read(Path folder, List<Publisher> publishers, LockedCapsules locked, BlobStore blobs) throws IOException {
    Map<String, RevocationList> lists = new HashMap<>();
    Map<String, String> broken = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (SeenList kept : locked.lists()) {
      try {
        lists.put(kept.publisher(), parsed("the list " + kept.serial() + " of " + kept.publisher(), blobs.get(kept.digest())));
      } catch (IOException | UnusableException e) {
        broken.put(kept.publisher(), "its revocation list " + kept.serial() + " is no longer to be had: " + e.getMessage());
      }
    }
    LockedCapsules next = locked;
    for (Path file : files(folder)) {
      try {
        byte[] text = bounded(file);
        byte[] signature = bounded(Path.of(file + ".p7s"));
        RevocationList list = verified(file.toString(), text, signature, publishers, lists);
        SeenList kept = next.list(list.publisher());
        String digest = Digest.of(text);
        if (kept != null && list.serial() - kept.serial() > MOST_SERIALS) {
          problems.add(file + " has serial " + list.serial() + ", more than " + MOST_SERIALS + " beyond " + kept.serial() + ": it is not taken");
        } else if (kept == null || list.serial() > kept.serial()) {
          next = next.with(new SeenList(list.publisher(), list.serial(), blobs.put(text), blobs.put(signature)));
          lists.put(list.publisher(), list);
          broken.remove(list.publisher());
        } else if (list.serial() < kept.serial()) {
          problems.add(file + " has serial " + list.serial() + ", but " + kept.serial() + " was seen: the newer one holds");
        } else if (!kept.digest().equals(digest)) {
          problems.add(file + " differs from the list that was seen under serial " + kept.serial() + ", which holds");
        } else {
          lists.put(list.publisher(), list);
          broken.remove(list.publisher());
        }
      } catch (UnusableException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    return new Reading(new Revocations(lists, broken, problems), next);
  }

  private static Set<Path> files(Path folder) throws IOException {
    Set<Path> files = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.toml")) {
        found.forEach(files::add);
      }
    }
    return files;
  }

  private static byte[] bounded(Path file) throws UnusableException {
    try {
      if (Files.size(file) > MAX_LIST) {
        throw new UnusableException(file + " has more than " + MAX_LIST + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UnusableException(file + " cannot be read: " + e.getMessage());
    }
  }

  /** A list from a file: what a key signed that was taken back, by the operator or by the list that holds, is none. */
  private static RevocationList verified(
      String file, byte[] text, byte[] signature, List<Publisher> publishers, Map<String, RevocationList> holding) throws UnusableException {
    try {
      RevocationList list = parsed(file, text);
      String key = Signature.verify(text, signature).fingerprint();
      Publisher signer =
          publishers.stream().filter(one -> one.key().equals(key) && one.name().equals(list.publisher())).findFirst().orElse(null);
      if (signer == null) {
        throw new UnusableException(file + " is signed by " + key + ", which is no key of " + list.publisher());
      }
      RevocationList held = holding.get(list.publisher());
      if (signer.revoked() || (held != null && held.keys().contains(key) && list.serial() > held.serial())) {
        throw new UnusableException(file + " is signed by " + key + ", which is revoked");
      }
      return list;
    } catch (SealException e) {
      throw new UnusableException(file + ": " + e.getMessage());
    }
  }

  private static RevocationList parsed(String file, byte[] text) throws UnusableException {
    try {
      return RevocationList.parse(file, new String(text, StandardCharsets.UTF_8));
    } catch (DocumentException e) {
      throw new UnusableException(String.join("; ", e.problems().stream().map(Object::toString).toList()));
    }
  }

  /**
   * Refuses what its publisher took back.
   *
   * @param fresh whether it is about to be installed: then a list that is over counts too
   * @throws dev.reeve.kernel.fault.KernelException CAPSULE_REFUSED
   */
  void require(Publisher publisher, String digest, boolean fresh, Instant now) {
    String why = broken.get(publisher.name());
    if (why != null) {
      throw Refusal.STALE_LIST.because(why);
    }
    RevocationList list = lists.get(publisher.name());
    if (list == null) {
      return;
    }
    String named = "the revocation list " + list.serial() + " of " + publisher.name();
    if (list.keys().contains(publisher.key())) {
      throw Refusal.LISTED.because(named + " names its key");
    }
    if (list.digests().contains(digest)) {
      throw Refusal.LISTED.because(named + " names this jar");
    }
    if (fresh && list.notAfter() != null && !now.isBefore(list.notAfter())) {
      throw Refusal.STALE_LIST.because(named + " held until " + list.notAfter() + "; there must be a newer one");
    }
  }

  private static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }
  }
}
