package dev.reeve.kernel.disk;

import dev.reeve.kernel.disk.DiskOperation.Resized;
import dev.reeve.kernel.disk.DiskOperation.Written;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file's content as a loss of power leaves it: what was forced, and of each later change what chance kept. As in a page cache, each block
 * of 4 KiB is found as some later change left it, all its changes before included, or as one left it in its first sectors of 512 bytes and an
 * earlier one in the rest. The size is one of those the file had since; where the size was kept and the bytes were not, there are zeros.
 */
final class FoundFile {

  private static final int BLOCK = 4096;
  private static final int SECTOR = 512;
  private static final int SECTORS = BLOCK / SECTOR;

  private byte[] content = {};
  private int size;
  /** What each block held after each change that was not forced, the forced content first. */
  private final Map<Integer, List<byte[]>> versions = new TreeMap<>();
  private final List<Integer> sizes = new ArrayList<>();

  private FoundFile() {}

  /**
   * The content that is found.
   *
   * @param changes {@link Written} and {@link Resized}, in their order
   * @param forced how many of them were forced
   */
  static byte[] of(List<DiskOperation> changes, int forced, Chance chance) {
    FoundFile file = new FoundFile();
    changes.subList(0, forced).forEach(file::change);
    file.sizes.add(file.size);
    for (DiskOperation change : changes.subList(forced, changes.size())) {
      file.changeNoting(change);
    }
    return file.found(chance);
  }

  private void change(DiskOperation change) {
    if (change instanceof Written written) {
      int end = Math.toIntExact(written.offset() + written.length());
      room(end);
      System.arraycopy(written.bytes(), written.from(), content, Math.toIntExact(written.offset()), written.length());
      size = Math.max(size, end);
    } else if (change instanceof Resized resized) {
      int now = Math.toIntExact(resized.size());
      if (now < size) {
        Arrays.fill(content, now, size, (byte) 0);
      }
      room(now);
      size = now;
    } else {
      throw new IllegalArgumentException("no change of content: " + change);
    }
  }

  private void room(int end) {
    if (end > content.length) {
      content = Arrays.copyOf(content, Math.max(end, content.length * 2));
    }
  }

  private void changeNoting(DiskOperation change) {
    int first;
    int last;
    if (change instanceof Written written) {
      first = Math.toIntExact(written.offset() / BLOCK);
      last = Math.toIntExact((written.offset() + written.length() - 1) / BLOCK);
    } else {
      int now = Math.toIntExact(((Resized) change).size());
      first = now / BLOCK;
      last = now < size ? (size - 1) / BLOCK : first - 1;
    }
    for (int block = first; block <= last; block++) {
      versions.computeIfAbsent(block, this::block);
    }
    change(change);
    for (int block = first; block <= last; block++) {
      List<byte[]> known = versions.get(block);
      if (known != null) {
        known.addAll(block(block));
      }
    }
    sizes.add(size);
  }

  private List<byte[]> block(int number) {
    byte[] bytes = new byte[BLOCK];
    int from = number * BLOCK;
    int length = Math.min(BLOCK, content.length - from);
    if (length > 0) {
      System.arraycopy(content, from, bytes, 0, length);
    }
    return new ArrayList<>(List.of(bytes));
  }

  private byte[] found(Chance chance) {
    int kept = sizes.get(chance.version(sizes.size()));
    byte[] found = Arrays.copyOf(content, kept);
    versions.forEach(
        (number, all) -> {
          int from = number * BLOCK;
          int length = Math.min(BLOCK, kept - from);
          int version = chance.version(all.size());
          int torn = chance.tornAt(version, all.size(), SECTORS) * SECTOR;
          if (length > 0) {
            System.arraycopy(all.get(version), 0, found, from, length);
            System.arraycopy(all.get(Math.min(version + 1, all.size() - 1)), 0, found, from, Math.min(torn, length));
          }
        });
    return found;
  }
}
