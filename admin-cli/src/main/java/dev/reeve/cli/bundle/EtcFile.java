package dev.reeve.cli.bundle;

import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * A policy file, without what it says.
 *
 * @param path below the home
 */
record EtcFile(String path, long bytes, String mode, String owner, String changed) {

  private static final int MOST = 10_000;
  private static final int DEEPEST = 8;

  static final TableView<EtcFile> VIEW =
      new TableView<EtcFile>(
          EtcFile::path,
          (style, file) ->
              new JsonObject(style)
                  .text("path", file.path())
                  .whole("bytes", file.bytes())
                  .text("mode", file.mode())
                  .text("owner", file.owner())
                  .text("changed", file.changed())
                  .toString(),
          List.of());

  /** Everything below {@code etc}, in order of path; at most 10,000. */
  static List<EtcFile> of(Path home) throws IOException {
    try (Stream<Path> all = Files.walk(home.resolve("etc"), DEEPEST)) {
      return all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).limit(MOST).sorted().map(path -> one(home, path)).toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  private static EtcFile one(Path home, Path path) {
    try {
      PosixFileAttributes facts = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      String kind = facts.isSymbolicLink() ? "link " : facts.isRegularFile() ? "" : "other ";
      return new EtcFile(
          home.relativize(path).toString(), facts.size(), kind + PosixFilePermissions.toString(facts.permissions()), facts.owner().getName(),
          facts.lastModifiedTime().toString());
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
