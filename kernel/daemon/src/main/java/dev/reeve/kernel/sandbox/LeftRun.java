package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a run left: the folder stays as long as a process may live in it.
 *
 * @param groups its control groups
 * @param folder its work folder; null where there is none
 */
record LeftRun(String id, List<RunGroup> groups, @Nullable Path folder) implements Leftover {

  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  @Override
  public String words() {
    return "run " + id;
  }

  @Override
  public boolean ended() {
    boolean gone = true;
    for (RunGroup group : groups) {
      gone &= group.end(System.nanoTime() + MOMENT_NANOS) && group.remove(System.nanoTime() + MOMENT_NANOS);
    }
    try {
      if (gone && folder != null) {
        FolderRemoval.of(folder);
      }
      return gone;
    } catch (IOException stays) {
      System.getLogger(LeftRun.class.getName()).log(System.Logger.Level.DEBUG, "a work folder stays", stays);
      return false;
    }
  }
}
