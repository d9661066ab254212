package dev.reeve.cli.backup;

import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A restore that was cut short. */
public final class InterruptedRestore {

  private InterruptedRestore() {}

  /** Whether a restore of this home began to take its place and did not end: then no kernel starts there. */
  public static boolean of(Path home) {
    return Files.isRegularFile(Placement.marker(home), LinkOption.NOFOLLOW_LINKS);
  }

  /** Folder that a restore left which changed nothing else; it can go. */
  public static Path leftover(Path home) {
    return Placement.aside(home);
  }

  /** What to do about one. */
  public static String remedy(Path home) {
    return "type 'reeve backup restore --home " + home + "': it goes on where it stopped";
  }

  /** @throws ReeveException when a kernel could not start on this home */
  public static void refuse(Path home) {
    if (of(home)) {
      throw ReeveException.local(LocalError.FAILED, "a restore of " + home + " was cut short, or is going on", remedy(home));
    }
  }
}
