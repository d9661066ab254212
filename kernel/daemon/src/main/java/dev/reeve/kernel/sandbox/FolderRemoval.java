package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Removes a folder with all below, through held descriptors: no link is followed, whatever somebody puts in its place meanwhile. Folders are
 * emptied by moving theirs up to the top, so that no depth is too deep and no more than two are held at once.
 */
public final class FolderRemoval {

  private static final int AT_ONCE = 1000;
  /** Against somebody who makes as fast as is removed. */
  private static final int MOST_ROUNDS = 20_000;

  private final HeldPath top;
  private long count;
  private int rounds;

  private FolderRemoval(HeldPath top) {
    this.top = top;
  }

  /**
   * Removes it. One that is not there is no failure; a symbolic link at its path is.
   *
   * @throws IOException when something could not be removed, or somebody goes on making it
   */
  public static void of(Path folder) throws IOException {
    try (HeldPath held = HeldPath.of(folder)) {
      if (held.attributes().isDirectory()) {
        new FolderRemoval(held).empty();
      }
    } catch (NoSuchFileException gone) {
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      throw gone;
    }
    Files.deleteIfExists(folder);
  }

  private void empty() throws IOException {
    top.mode(WorkFolder.PRIVATE.value());
    emptied(top, name -> {
      try (HeldPath held = top.child(name)) {
        if (held.attributes().isDirectory()) {
          held.mode(WorkFolder.PRIVATE.value());
          emptied(held, inner -> raise(held, inner));
        }
      }
      top.remove(name);
    });
  }

  /** What is done with one name of a folder, after which it is no longer there. */
  private interface Taking {
    void take(Path name) throws IOException;
  }

  /** Takes every name out of a folder, until there is none. */
  private void emptied(HeldPath folder, Taking taking) throws IOException {
    for (List<Path> names = folder.names(AT_ONCE); !names.isEmpty(); names = folder.names(AT_ONCE)) {
      IOException failed = null;
      int taken = 0;
      for (Path name : names) {
        try {
          taking.take(name);
          taken++;
        } catch (NoSuchFileException gone) {
          taken++;
        } catch (IOException changed) {
          // Somebody may have filled or exchanged it: the next round meets it.
          failed = changed;
        }
      }
      if ((failed != null && taken == 0) || ++rounds > MOST_ROUNDS) {
        throw failed != null ? failed : new DirectoryNotEmptyException(folder.path().toString());
      }
    }
  }

  private void raise(HeldPath folder, Path name) throws IOException {
    try (HeldPath held = folder.child(name)) {
      if (held.attributes().isDirectory()) {
        held.mode(WorkFolder.PRIVATE.value());
        folder.move(name, top, free());
        return;
      }
    }
    folder.remove(name);
  }

  private String free() throws IOException {
    while (true) {
      Path name = Path.of("." + count++);
      try {
        top.child(name).close();
      } catch (NoSuchFileException free) {
        return name.toString();
      }
    }
  }
}
