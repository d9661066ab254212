package dev.reeve.cli.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** This host, without asking a kernel: Java, clock, disk. */
final class HostChecks {

  private static final int JAVA = 25;
  private static final long SCARCE = 1L << 30;
  private static final long TOO_LITTLE = 64L << 20;
  /** How far a file may seem to be of the future: clocks of file servers differ. */
  private static final Duration TOLERANCE = Duration.ofMinutes(2);

  private HostChecks() {}

  static List<Finding> all(Path home) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java(Runtime.version().feature()));
    findings.add(clock(home.resolve("var").resolve("audit"), Instant.now()));
    findings.add(disk(home));
    return findings;
  }

  static Finding java(int feature) {
    String said = "Java " + feature + " in " + System.getProperty("java.home", "");
    return feature >= JAVA
        ? Finding.ok("java", said)
        : Finding.fail("java", said + " is too old", "install Java " + JAVA + ", or set REEVE_JAVA_HOME to its folder");
  }

  /** A clock that was set back lets terms of grants last longer than they should. */
  static Finding clock(Path audit, Instant now) {
    try {
      Optional<Instant> latest = latest(audit);
      if (latest.isPresent() && latest.get().isAfter(now.plus(TOLERANCE))) {
        return Finding.fail(
            "clock",
            "it is " + now + ", but the audit chain was written at " + latest.get() + ": the clock was set back",
            "set the clock; grants with a term may hold too long until then");
      }
      return Finding.ok("clock", "it is " + now);
    } catch (IOException unreadable) {
      return Finding.warn("clock", "it is " + now + "; the audit chain cannot be read to compare", "run this as the kernel's user");
    }
  }

  static Finding disk(Path home) {
    Path existing = home;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null) {
      return Finding.fail("disk", "there is no folder above " + home, "choose another home");
    }
    try {
      FileStore store = Files.getFileStore(existing);
      return disk(existing, store.getUsableSpace());
    } catch (IOException unreadable) {
      return Finding.warn("disk", "the free space below " + existing + " cannot be read", "run this as the kernel's user");
    }
  }

  static Finding disk(Path folder, long usable) {
    String said = (usable >> 20) + " MiB are free below " + folder;
    if (usable < TOO_LITTLE) {
      return Finding.fail("disk", said, "free some: without room the kernel can record nothing and so allows nothing");
    }
    return usable < SCARCE ? Finding.warn("disk", said, "free some before it is full") : Finding.ok("disk", said);
  }

  private static Optional<Instant> latest(Path audit) throws IOException {
    if (!Files.isDirectory(audit)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(audit)) {
      return files.map(Path::toFile).map(file -> Instant.ofEpochMilli(file.lastModified())).max(Comparator.naturalOrder());
    }
  }
}
