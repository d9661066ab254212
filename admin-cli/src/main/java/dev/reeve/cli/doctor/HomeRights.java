package dev.reeve.cli.doctor;

import dev.reeve.cli.backup.InterruptedRestore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** The home's folders and files: whether they are there, whole, and their owner's alone. */
final class HomeRights {

  private static final List<String> FOLDERS =
      List.of("etc", "etc/principals", "etc/trust", "var", "var/audit", "var/blobs", "var/homes", "var/keys", "var/log", "run");
  private static final List<String> OF_FILES = List.of("etc", "etc/principals", "etc/trust");

  private HomeRights() {}

  static void folder(Examination subject, Report to) throws IOException {
    Path home = subject.home();
    if (!Files.isDirectory(home)) {
      if (Files.exists(home, LinkOption.NOFOLLOW_LINKS)) {
        to.fail(home + " is no folder", "move it away, or name another home with --home");
      } else {
        to.warn("there is no folder " + home, "'reeve daemon start' makes it; or name another with --home");
      }
      return;
    }
    String owner = Files.getOwner(home).getName();
    for (String each : FOLDERS) {
      Path folder = home.resolve(each);
      if (Files.isDirectory(folder)) {
        String other = Files.getOwner(folder).getName();
        if (!other.equals(owner)) {
          to.fail(folder + " belongs to " + other + ", the home to " + owner, "give it to whom the kernel runs as: chown -R " + owner + " " + folder);
        }
      } else if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !InterruptedRestore.of(home)) {
        to.fail(folder + " is no folder", "move it away; the next start makes the folder");
      }
    }
    if (to.empty()) {
      to.ok(home + " belongs to " + owner + ", with all that is looked at");
    }
  }

  static void restore(Examination subject, Report to) {
    Path home = subject.home();
    Path leftover = InterruptedRestore.leftover(home);
    if (InterruptedRestore.of(home)) {
      to.fail("a restore of " + home + " was cut short: no kernel starts on it", InterruptedRestore.remedy(home));
    } else if (Files.exists(leftover, LinkOption.NOFOLLOW_LINKS)) {
      to.warn("a restore left " + leftover + ", with secrets in it", "remove it");
    } else {
      to.ok("none was cut short");
    }
  }

  static void permissions(Examination subject, Report to) throws IOException {
    if (!Files.isDirectory(subject.home())) {
      to.skipped("there is no folder " + subject.home(), "");
      return;
    }
    for (String folder : FOLDERS) {
      FileRights.only(subject.home().resolve(folder), FileRights.OTHERS, to);
    }
    for (String folder : OF_FILES) {
      FileRights.files(subject.home().resolve(folder), FileRights.WIDE, to);
    }
    if (to.empty()) {
      to.ok("only the kernel's user may change " + subject.home());
    }
  }

  static void keys(Examination subject, Report to) throws IOException {
    Path keys = subject.state().resolve("keys");
    FileRights.files(keys, FileRights.OTHERS, to);
    Path own = subject.keyFile();
    if (own != null && !Files.exists(own)) {
      to.fail("there is no key file " + own, "name another with --with-key or REEVE_KEY");
    } else if (own != null) {
      FileRights.only(own, FileRights.OTHERS, to);
    }
    if (to.empty()) {
      boolean kernels = Files.isDirectory(keys);
      to.ok(
          (kernels ? "only their owner may read what is in " + keys : "there are no keys of a kernel yet")
              + (own == null ? "" : "; the same holds for " + own));
    }
  }
}
