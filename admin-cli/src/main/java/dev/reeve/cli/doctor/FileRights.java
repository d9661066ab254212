package dev.reeve.cli.doctor;

import dev.reeve.cli.doctor.Finding.Level;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Rights that others than its owner have on a file, and should not. Links are told and never followed. */
final class FileRights {

  /** Everything for everybody but the owner. */
  static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

  /** What the group of a file may not, nor anybody else. */
  static final Set<PosixFilePermission> WIDE = PosixFilePermissions.fromString("----wxrwx");

  private FileRights() {}

  /** Looks at every file right in a folder; a missing one has none. */
  static void files(Path folder, Set<PosixFilePermission> forbidden, Report to) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
      found.forEach(files::add);
    } catch (IOException unreadable) {
      to.unreadable(folder.toString());
      return;
    }
    Collections.sort(files);
    for (Path file : files) {
      if (Files.isSymbolicLink(file)) {
        to.fail(file + " is a symbolic link, which the kernel does not follow", "put the file itself there");
      } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        only(file, forbidden, to);
      }
    }
  }

  /** Looks at one; nothing where there is none. */
  static void only(Path path, Set<PosixFilePermission> forbidden, Report to) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(path)) {
      return;
    }
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      Set<PosixFilePermission> right = EnumSet.noneOf(PosixFilePermission.class);
      right.addAll(mode);
      right.removeAll(forbidden);
      if (right.equals(mode)) {
        return;
      }
      String wanted = PosixFilePermissions.toString(right);
      to.repairable(
          Level.FAIL,
          path + " has mode " + PosixFilePermissions.toString(mode) + ": others may open or change it",
          new Report.Repair(
              "make " + path + " " + wanted, "it has " + wanted + " now", own(path), () -> Files.setPosixFilePermissions(path, right)));
    } catch (AccessDeniedException hidden) {
      to.unreadable(path.toString());
    } catch (IOException unreadable) {
      to.warn(path + " cannot be looked at: " + unreadable.getMessage(), Report.AS_ITS_USER);
    }
  }

  /** Whether it belongs to this user. */
  static boolean own(Path path) throws IOException {
    return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName().equals(System.getProperty("user.name"));
  }
}
