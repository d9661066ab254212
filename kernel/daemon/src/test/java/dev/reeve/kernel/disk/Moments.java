package dev.reeve.kernel.disk;

import dev.reeve.kernel.disk.DiskOperation.Created;
import dev.reeve.kernel.disk.DiskOperation.FolderForced;
import dev.reeve.kernel.disk.DiskOperation.Forced;
import dev.reeve.kernel.disk.DiskOperation.Written;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * When power is lost: at any moment, but more often where something may go wrong: just after a force, just when an answer was given, while a
 * home is made, where segments begin, checkpoints are signed and the database takes up its journal, when records lie in two blocks, and while
 * a backup is copied.
 */
final class Moments {

  private static final byte[] CHECKPOINT = "\"kind\":\"checkpoint\"".getBytes(StandardCharsets.US_ASCII);

  private static final String DATABASE = "var/reeve.db";
  private static final String STAGING = "var/staging/";
  private static final int BLOCK = 4096;

  private final int operations;
  private final int ready;
  private final List<Integer> forces = new ArrayList<>();
  private final List<Integer> answers = new ArrayList<>();
  private final List<Integer> turns = new ArrayList<>();
  /** Just after a write to the chain that ends in another block than it begins in. */
  private final List<Integer> crossings = new ArrayList<>();
  private final List<Integer> copies = new ArrayList<>();

  Moments(DiskLog log, Recording recording) {
    operations = log.size();
    ready = log.within(recording.ready());
    recording.tenants().values().forEach(deeds -> deeds.forEach(deed -> answers.add(log.within(deed.answered()))));
    Set<Long> databases = new HashSet<>();
    Set<Long> segments = new HashSet<>();
    for (int i = 0; i < operations; i++) {
      switch (log.operations().get(i)) {
        case Forced forced -> forces.add(i + 1);
        case FolderForced forced -> forces.add(i + 1);
        case Created created when created.path().equals(DATABASE) -> databases.add(created.inode());
        case Created created when created.path().endsWith(".jsonl") -> {
          segments.add(created.inode());
          turns.add(i + 1);
        }
        case Written written when segments.contains(written.inode()) && crosses(written) -> crossings.add(i + 1);
        case Written written when databases.contains(written.inode()) || contains(written) -> turns.add(i + 1);
        default -> { }
      }
    }
    copies(log.operations());
  }

  private void copies(List<DiskOperation> operations) {
    Set<Long> copied = new HashSet<>();
    for (int i = 0; i < operations.size(); i++) {
      switch (operations.get(i)) {
        case Created created when created.path().startsWith(STAGING) -> {
          copied.add(created.inode());
          copies.add(i + 1);
        }
        case Created created -> copied.remove(created.inode());
        case Written written when copied.contains(written.inode()) -> copies.add(i + 1);
        default -> { }
      }
    }
  }

  private static boolean crosses(Written written) {
    return written.offset() / BLOCK != (written.offset() + written.length() - 1) / BLOCK;
  }

  private static boolean contains(Written written) {
    for (int from = written.from(); from + CHECKPOINT.length <= written.to() && written.bytes()[written.from()] == '{'; from++) {
      if (Arrays.equals(written.bytes(), from, from + CHECKPOINT.length, CHECKPOINT, 0, CHECKPOINT.length)) {
        return true;
      }
    }
    return false;
  }

  /** How many operations the disk had done when power was lost, by chance. */
  int position(long seed) {
    Random random = new Random(seed ^ 0x5DEECE66DL);
    int about =
        switch (random.nextInt(11)) {
          case 0, 1, 2 -> any(forces, random) + random.nextInt(3);
          case 3, 4 -> any(answers, random);
          case 5, 6 -> 1 + random.nextInt(ready);
          case 7 -> any(turns, random) + random.nextInt(5) - 2;
          case 8 -> any(crossings, random) + random.nextInt(2);
          case 9 -> any(copies, random);
          default -> random.nextInt(operations + 1);
        };
    return Math.clamp(about, 0, operations);
  }

  private static int any(List<Integer> of, Random random) {
    return of.isEmpty() ? 0 : of.get(random.nextInt(of.size()));
  }
}
