package dev.reeve.tui;

import dev.reeve.cli.call.Surroundings;
import dev.reeve.v1.GetStatusResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where the shell keeps what was typed as one principal to one kernel: {@code $XDG_STATE_HOME/reeve/history-PRINCIPAL-KERNEL}, else below
 * {@code ~/.local/state}; for its owner only.
 */
final class HistoryFile {

  /** Digits of the kernel's name. */
  private static final int DIGITS = 12;

  private HistoryFile() {}

  /**
   * The file for whom a kernel takes us for. It goes by the kernel's id or, where it is not told, by the path of its socket.
   *
   * @param socket absolute path
   */
  static Path path(Surroundings surroundings, GetStatusResponse status, Path socket) {
    String state = surroundings.variable("XDG_STATE_HOME");
    Path base = state != null && state.startsWith("/") ? Path.of(state) : surroundings.userHome().resolve(".local").resolve("state");
    String principal = status.getPrincipal().replaceAll("[^A-Za-z0-9._-]", "_");
    return base.resolve("reeve").resolve("history-" + principal + "-" + kernel(status.getKernelId().isEmpty() ? socket.toString() : status.getKernelId()));
  }

  private static String kernel(String name) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException none) {
      throw new IllegalStateException(none);
    }
  }

  /** The file, made if it was missing; empty when that is not possible. */
  static Optional<Path> open(Path file) {
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
