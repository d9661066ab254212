package dev.reeve.kernel.host;

import static dev.reeve.capsule.HostFiles.WriteMode.APPEND;
import static dev.reeve.capsule.HostFiles.WriteMode.CREATE;
import static dev.reeve.capsule.HostFiles.WriteMode.REPLACE;
import static dev.reeve.kernel.host.GuestFiles.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.HostFiles.WriteMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A program with a disk of 1 MiB and one that is read-only, given as arguments. Ends with 0 when neither loses anything. */
final class SmallDisk {

  private SmallDisk() {}

  public static void main(String[] args) throws Exception {
    full(Path.of(args[0]));
    readOnly(Path.of(args[1]));
    System.out.println("nothing is lost");
    System.exit(0);
  }

  private static GuestFiles files() {
    return GuestFiles.of(Principals.policy("*"), Path.of("/nowhere"), "fs:write");
  }

  private static void full(Path disk) throws Exception {
    GuestFiles all = files();
    Path file = disk.resolve("file");
    all.write(file, "old", CREATE);
    String tooMuch = "x".repeat(2 << 20);
    for (WriteMode mode : List.of(REPLACE, APPEND)) {
      assertThat(refused(Kind.UNAVAILABLE, () -> all.write(file, tooMuch, mode))).hasMessage("the disk is full: " + file + " was not written");
      assertThat(file).hasContent("old");
    }
    Path fresh = disk.resolve("fresh");
    for (WriteMode mode : WriteMode.values()) {
      assertThat(refused(Kind.UNAVAILABLE, () -> all.write(fresh, tooMuch, mode))).hasMessageStartingWith("the disk is full");
    }
    assertThat(names(disk)).containsExactly("file");
    assertThat(all.write(file, "+new", APPEND)).isEqualTo(7);
  }

  private static void readOnly(Path disk) throws Exception {
    GuestFiles all = files();
    for (String name : List.of("there", "new")) {
      for (WriteMode mode : List.of(REPLACE, APPEND)) {
        Path file = disk.resolve(name);
        assertThat(refused(Kind.UNAVAILABLE, () -> all.write(file, "x", mode)))
            .hasMessage("the file system is read-only: " + file + " was not written");
      }
    }
    refused(Kind.UNAVAILABLE, () -> all.write(disk.resolve("new"), "x", CREATE));
    refused(Kind.STATE, () -> all.write(disk.resolve("there"), "x", CREATE));
    assertThat(disk.resolve("there")).hasContent("old");
    assertThat(names(disk)).containsExactly("there");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> String.valueOf(path.getFileName())).toList();
    }
  }
}
