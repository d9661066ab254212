package dev.reeve.tui;

import dev.reeve.cli.call.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Where the shell keeps what was typed: {@code $XDG_STATE_HOME/reeve/history}, else below {@code ~/.local/state}; for its owner only. */
final class HistoryFile {

  private HistoryFile() {}

  static Path path(Surroundings surroundings) {
    String state = surroundings.variable("XDG_STATE_HOME");
    Path base = state != null && state.startsWith("/") ? Path.of(state) : surroundings.userHome().resolve(".local").resolve("state");
    return base.resolve("reeve").resolve("history");
  }

  /** The file, made if it was missing; empty when that is not possible. */
  static Optional<Path> open(Surroundings surroundings) {
    Path file = path(surroundings);
    try {
      Files.createDirectories(file.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (Files.notExists(file)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return Optional.of(file);
    } catch (IOException unusable) {
      return Optional.empty();
    }
  }
}
