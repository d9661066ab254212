package dev.reeve.cli.config;

import java.nio.file.Path;

/**
 * A change of a file that was made, or would be.
 *
 * @param what it is, such as {@code use context lab}
 * @param difference as {@code diff -u} shows it; empty where nothing changes
 * @param backup the file as it was before; empty: none is kept
 */
public record ConfigChange(Path file, String what, String difference, String backup, boolean dryRun) {

  public boolean changed() {
    return !difference.isEmpty();
  }
}
