package dev.reeve.cli.doctor;

import dev.reeve.cli.backup.InterruptedRestore;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The files of a kernel's home: who may open them, and what a dead kernel left. Repairs only what belongs to this user, if asked to. */
final class HomeChecks {

  private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");
  /** What the group of a file may not, nor anybody else. */
  private static final Set<PosixFilePermission> WIDE = PosixFilePermissions.fromString("----wxrwx");

  private final Path home;
  private final Path socket;
  private final boolean fix;
  private final List<Finding> findings = new ArrayList<>();

  HomeChecks(Path home, Path socket, boolean fix) {
    this.home = home;
    this.socket = socket;
    this.fix = fix;
  }

  List<Finding> all(boolean kernelAnswers) {
    if (!Files.isDirectory(home)) {
      findings.add(Finding.warn("home", "there is no folder " + home, "'reeve daemon start' makes it; or name another with --home"));
      return findings;
    }
    restore();
    int before = findings.size();
    for (String folder : List.of("etc", "etc/principals", "etc/trust", "var", "var/audit", "var/blobs", "var/homes", "var/keys", "run")) {
      tighten(home.resolve(folder), OTHERS);
    }
    for (String folder : List.of("etc", "etc/principals", "etc/trust")) {
      files(home.resolve(folder), WIDE);
    }
    files(home.resolve("var/keys"), OTHERS);
    if (findings.size() == before) {
      findings.add(Finding.ok("permissions", "only the kernel's user may change " + home));
    }
    socket(kernelAnswers);
    return findings;
  }

  private void restore() {
    Path leftover = InterruptedRestore.leftover(home);
    if (InterruptedRestore.of(home)) {
      findings.add(
          Finding.fail("restore", "a restore of " + home + " was cut short: no kernel starts on it", InterruptedRestore.remedy(home)));
    } else if (Files.exists(leftover, LinkOption.NOFOLLOW_LINKS)) {
      findings.add(Finding.warn("restore", "a restore left " + leftover + ", with secrets in it", "remove it"));
    }
  }

  private void files(Path folder, Set<PosixFilePermission> forbidden) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (Files.isSymbolicLink(file)) {
          findings.add(
              Finding.fail("permissions", file + " is a symbolic link, which the kernel does not follow", "put the file itself there"));
        } else if (Files.isRegularFile(file)) {
          tighten(file, forbidden);
        }
      }
    } catch (IOException unreadable) {
      findings.add(Finding.warn("permissions", folder + " cannot be read by this user", "run this as the kernel's user"));
    }
  }

  /** Takes rights away that others than the owner should not have, or says that they have them. */
  private void tighten(Path path, Set<PosixFilePermission> forbidden) {
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      Set<PosixFilePermission> right = EnumSet.noneOf(PosixFilePermission.class);
      right.addAll(mode);
      right.removeAll(forbidden);
      if (right.equals(mode)) {
        return;
      }
      String was = path + " has mode " + PosixFilePermissions.toString(mode);
      String wanted = PosixFilePermissions.toString(right);
      if (fix && own(path)) {
        Files.setPosixFilePermissions(path, right);
        findings.add(Finding.fixed("permissions", was + "; it has " + wanted + " now"));
      } else {
        findings.add(
            Finding.fail("permissions", was + ": others may open or change it", "make it " + wanted + ", or let --fix do it as its owner"));
      }
    } catch (IOException unreadable) {
      findings.add(Finding.warn("permissions", path + " cannot be read by this user", "run this as the kernel's user"));
    }
  }

  private static boolean own(Path path) throws IOException {
    return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName().equals(System.getProperty("user.name"));
  }

  private void socket(boolean kernelAnswers) {
    if (!Files.exists(socket)) {
      return;
    }
    if (kernelAnswers || listens()) {
      tighten(socket, PosixFilePermissions.fromString("--x--xrwx"));
      return;
    }
    try {
      if (fix && own(socket)) {
        Files.delete(socket);
        findings.add(Finding.fixed("socket", socket + " was left by a kernel that is gone; it is removed"));
      } else {
        findings.add(
            Finding.warn("socket", socket + " was left by a kernel that is gone",
                "start one with 'reeve daemon start', or let --fix remove it"));
      }
    } catch (IOException failed) {
      findings.add(Finding.fail("socket", socket + " cannot be removed: " + failed.getMessage(), "remove it as its owner"));
    }
  }

  /** Whether somebody accepts connections there, or this user cannot tell. */
  private boolean listens() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException refused) {
      String why = String.valueOf(refused.getMessage());
      return !why.contains("Connection refused");
    }
  }
}
