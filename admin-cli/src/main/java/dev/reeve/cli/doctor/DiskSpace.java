package dev.reeve.cli.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Free space where the home is, and the file in which the kernel keeps 16 MiB for what stops things. */
final class DiskSpace {

  private static final long SCARCE = 1L << 30;
  private static final long TOO_LITTLE = 64L << 20;
  private static final long RESERVE = 16L << 20;

  private DiskSpace() {}

  static void look(Path home, Report to) throws IOException {
    Path existing = home;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null) {
      to.fail("there is no folder above " + home, "choose another home");
      return;
    }
    FileStore store = Files.getFileStore(existing);
    free(existing, store.getUsableSpace(), to);
    if (store.isReadOnly()) {
      to.fail("the file system of " + existing + " is read-only", "mount it for writing; without that no kernel starts");
    }
    Path reserve = home.resolve("var").resolve("reserve");
    if (Files.exists(reserve)) {
      reserve(Files.size(reserve), to);
    }
  }

  static void free(Path folder, long usable, Report to) {
    String said = (usable >> 20) + " MiB are free below " + folder;
    if (usable < TOO_LITTLE) {
      to.fail(said, "free some: without room the kernel can record nothing and so allows nothing");
    } else if (usable < SCARCE) {
      to.warn(said, "free some before it is full");
    } else {
      to.ok(said);
    }
  }

  static void reserve(long held, Report to) {
    String said = "the kernel keeps " + (held >> 20) + " of " + (RESERVE >> 20) + " MiB in reserve";
    if (held >= RESERVE) {
      to.ok(said);
    } else {
      to.warn(said + ": the disk was full", "free some space; the kernel fills it again by itself");
    }
  }
}
