package dev.reeve.cli.trust;

import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;

/** Whose a file is and who may do what with it. */
record FileRights(UserPrincipal owner, GroupPrincipal group, Set<PosixFilePermission> mode) {

  private static final Set<PosixFilePermission> OTHERS_WRITE =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
  private static final Set<PosixFilePermission> FRESH = PosixFilePermissions.fromString("rw-r-----");
  private static final int STICKY = 01000;

  /** Those of a file; or, of a folder, those a new file in it gets: its owner and group, mode 0640. */
  static FileRights of(Path path, boolean file) throws IOException {
    PosixFileAttributes found = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new FileRights(found.owner(), found.group(), file ? found.permissions() : FRESH);
  }

  /**
   * Gives them to another file.
   *
   * @throws ReeveException when its owner or group is not this user's to give
   */
  void give(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    PosixFileAttributes now = view.readAttributes();
    try {
      if (!now.owner().equals(owner)) {
        view.setOwner(owner);
      }
      if (!now.group().equals(group)) {
        view.setGroup(group);
      }
    } catch (IOException notOurs) {
      throw ReeveException.local(
          LocalError.FAILED,
          "what is in " + file.getParent() + " belongs to " + owner.getName() + " and group " + group.getName(),
          "run this as " + owner.getName());
    }
    view.setPermissions(mode);
  }

  /** @throws ReeveException when others than its owner may write it, or replace what is in the folder */
  static void refuseShared(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw ReeveException.usage("there is no folder " + path, "name the kernel's home with --home, or the file with --file");
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
    boolean sticky = ((int) Files.getAttribute(path, "unix:mode") & STICKY) != 0 && Files.isDirectory(path);
    if (!sticky && mode.stream().anyMatch(OTHERS_WRITE::contains)) {
      throw ReeveException.local(
          LocalError.FAILED,
          path + " has mode " + PosixFilePermissions.toString(mode) + ": others than its owner may say there whom a kernel trusts",
          "look whether what it says is yours, then: chmod go-w " + path);
    }
  }
}
