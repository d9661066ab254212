package dev.reeve.cli.backup;

import dev.reeve.cli.file.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Puts what was unpacked in the place of a home's own {@code etc} and {@code var}, by renames alone. Before the first of them {@code run}
 * becomes a file, the marker: a kernel needs it to be a folder and does not start. Whatever a crash cuts, the home is as it was, or is as
 * it was restored, or has the marker and {@link #finish} goes on.
 */
final class Placement {

  /** Where archives are unpacked: in {@code run}, of which no run of an agent ever sees anything. */
  static final String UNPACKED = "restore";

  private static final String ASIDE = "restoring";
  private static final String KEPT = "kept: ";
  private static final String SIGNATURE = "backup: ";

  /** Is told of each step that is done, by its number. */
  interface Steps {
    void done(int step) throws IOException;
  }

  private final Path home;
  private final Steps steps;
  private int step;

  Placement(Path home, Steps steps) {
    this.home = home;
    this.steps = steps;
  }

  /**
   * What a marker says.
   *
   * @param kept what the names of folders that give way are extended by
   * @param signature of the backup's manifest
   */
  record Marker(String kept, String signature) {

    String text() {
      return "This home is being restored from a backup; no kernel starts on it until that is finished.\n"
          + "Where it was cut short, 'reeve backup restore' with this home goes on.\n"
          + KEPT + kept + "\n" + SIGNATURE + signature + "\n";
    }

    static Marker parse(String text) throws IOException {
      String kept = value(text, KEPT);
      if (!kept.matches("[A-Za-z0-9-]{1,64}")) {
        throw new IOException("its marker cannot be read");
      }
      return new Marker(kept, value(text, SIGNATURE));
    }

    private static String value(String text, String name) {
      return text.lines().filter(line -> line.startsWith(name)).map(line -> line.substring(name.length())).findFirst().orElse("");
    }
  }

  /** The marker's place. */
  static Path marker(Path home) {
    return home.resolve("run");
  }

  /** What a restore leaves that was cut short before it changed anything. */
  static Path aside(Path home) {
    return home.resolve(ASIDE);
  }

  /**
   * From here on no kernel starts; the lock on the marker is answered. Where that fails all is as it was, or the marker stands: {@link
   * InterruptedRestore#of} tells.
   */
  FileClaim begin(Marker marker) throws IOException {
    Path file = aside(home).resolve("marker");
    FileClaim claim = null;
    boolean begun = false;
    try {
      move(marker(home), aside(home));
      claim = FileClaim.on(file);
      claim.write(marker.text());
      move(file, marker(home));
      begun = true;
      return claim;
    } catch (IOException | RuntimeException failed) {
      if (!exists(marker(home))) {
        back(failed);
      }
      throw failed;
    } finally {
      if (!begun && claim != null) {
        claim.close();
      }
    }
  }

  private void back(Exception failed) {
    try {
      Files.move(aside(home), marker(home), StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(marker(home).resolve("marker"));
    } catch (IOException stays) {
      failed.addSuppressed(stays);
    }
  }

  /** Goes on from wherever a restore with this marker is; afterwards the marker is gone. */
  void finish(Marker marker) throws IOException {
    Path unpacked = aside(home).resolve(UNPACKED);
    for (String name : List.of("etc", "var")) {
      Path old = home.resolve(name);
      if (exists(unpacked.resolve(name)) && exists(old)) {
        Path stays = exists(unpacked.resolve("var")) ? unpacked.resolve("var") : home.resolve("var");
        move(old, free(stays.resolve(name + "." + marker.kept())));
      }
    }
    for (String name : List.of("var", "etc")) {
      if (exists(unpacked.resolve(name))) {
        move(unpacked.resolve(name), home.resolve(name));
      }
    }
    Files.delete(marker(home));
    Folders.force(home);
    done();
  }

  /** Removes what a finished restore no longer needs. */
  void tidy() throws IOException {
    Folders.remove(aside(home));
    done();
  }

  private static Path free(Path path) {
    Path free = path;
    for (int number = 2; exists(free); number++) {
      free = path.resolveSibling(path.getFileName() + "-" + number);
    }
    return free;
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    for (Path each : List.of(from, to)) {
      Path folder = each.getParent();
      if (folder != null && exists(folder)) {
        Folders.force(folder);
      }
    }
    done();
  }

  private void done() throws IOException {
    step++;
    steps.done(step);
  }
}
