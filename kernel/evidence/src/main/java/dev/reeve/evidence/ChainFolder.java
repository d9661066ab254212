package dev.reeve.evidence;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a chain's folder holds, as far as names and receipts tell.
 *
 * @param receipts by their size, the smallest first; the last one says where the chain begins
 * @param segments that are part of the chain
 * @param leftovers segments that an unfinished pruning left before it
 */
record ChainFolder(List<PruneReceipt> receipts, List<Path> segments, int leftovers) {

  private static final Pattern NAME = Pattern.compile("pruned-([0-9]{20})\\.json");

  /**
   * Lists a folder and checks its receipts.
   *
   * @param pinned whose keys must have signed them; null: their signatures are not looked at here
   */
  static ChainFolder open(Path dir, @Nullable PinnedKeys pinned) throws BrokenChainException, UnreadableChainException {
    List<PruneReceipt> receipts = new ArrayList<>();
    // Before the receipts: a pruning that goes on meanwhile writes its receipt before it removes anything.
    List<Path> segments = Segments.list(dir);
    for (Path file : receiptFiles(dir)) {
      PruneReceipt receipt = PruneReceipt.read(file);
      String problem = pinned == null ? null : problem(receipt, pinned);
      if (problem != null) {
        throw new BrokenChainException(receipt.at().seq(), receipt.fileName() + ": " + problem);
      }
      receipts.add(receipt);
    }
    long size = receipts.isEmpty() ? 0 : receipts.getLast().at().seq();
    List<Path> chain = new ArrayList<>();
    for (Path segment : segments) {
      if (Segments.firstSeq(segment) > size) {
        chain.add(segment);
      }
    }
    if (!receipts.isEmpty() && chain.isEmpty()) {
      throw new BrokenChainException(size + 1, Segments.name(size + 1) + ": this segment is expected behind what was pruned");
    }
    return new ChainFolder(List.copyOf(receipts), List.copyOf(chain), segments.size() - chain.size());
  }

  private static @Nullable String problem(PruneReceipt receipt, PinnedKeys pinned) {
    int place = pinned.indexOf(receipt.keyId());
    if (place < 0) {
      return "its key " + receipt.keyId() + " is not pinned";
    }
    return receipt.verify(pinned.keys().get(place)) ? null : "its signature is not by its key over this";
  }

  /** In the order of their sizes. @throws UnreadableChainException also for a file of nearly such a name */
  private static List<Path> receiptFiles(Path dir) throws UnreadableChainException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(dir, "pruned-*.json")) {
      for (Path file : found) {
        prunedTo(file);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          throw new UnreadableChainException(file + ": not a regular file");
        }
        files.add(file);
      }
    } catch (IOException e) {
      throw new UnreadableChainException(dir, e);
    } catch (DirectoryIteratorException e) {
      throw new UnreadableChainException(dir + ": cannot be listed: " + e.getMessage(), e);
    }
    Collections.sort(files);
    return files;
  }

  /** By a receipt's name. */
  static long prunedTo(Path file) throws UnreadableChainException {
    Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
    if (matcher.matches() && !matcher.group(1).equals("0".repeat(20)) && matcher.group(1).compareTo("00009007199254740991") <= 0) {
      return Long.parseLong(matcher.group(1));
    }
    throw new UnreadableChainException(file + ": a receipt is named pruned-<20 digits: the last record that went>.json");
  }

  /** Of the pruning that went furthest; null when the chain has its first record. */
  @Nullable PruneReceipt receipt() {
    return receipts.isEmpty() ? null : receipts.getLast();
  }

  /** Where the first record goes. */
  ChainHead start() {
    return receipts.isEmpty() ? ChainHead.START : receipts.getLast().at();
  }
}
