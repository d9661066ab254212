package dev.reeve.cli.doctor;

import dev.reeve.v1.HeadAuditRequest;
import dev.reeve.v1.HeadAuditResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The clock: one that was set back lets terms of grants last longer than they should. */
final class ClockLook {

  /** How far a file may seem to be of the future: clocks of file servers differ. */
  private static final Duration TOLERANCE = Duration.ofMinutes(2);
  private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
  private static final String SET = "set the clock; grants with a term may hold too long until then";

  private ClockLook() {}

  /** @param root of the file system, {@code /} but in tests */
  static void look(Examination subject, Path root, Instant now, Report to) {
    if (now.isBefore(EARLIEST) || now.isAfter(LATEST)) {
      to.fail("it is " + now + ", which cannot be", SET);
    }
    Instant latest = null;
    try {
      latest = latest(subject).orElse(null);
    } catch (IOException unreadable) {
      to.warn("it is " + now + "; the audit chain cannot be read to compare", Report.AS_ITS_USER);
    }
    if (latest != null && latest.isAfter(now.plus(TOLERANCE))) {
      to.fail("it is " + now + ", but the audit chain was written at " + latest + ": the clock was set back", SET);
    }
    if (to.empty()) {
      to.ok("it is " + now + (latest == null ? "" : ", and the audit chain was written last at " + latest));
    }
    network(root.resolve("run/systemd/timesync"), to);
  }

  /** The time of the chain's last record, or of its newest file. */
  private static Optional<Instant> latest(Examination subject) throws IOException {
    Examination.Kernel kernel = subject.kernel();
    if (kernel != null && kernel.tells()) {
      HeadAuditResponse head = kernel.client().audit().head(HeadAuditRequest.getDefaultInstance());
      return head.hasTime() ? Optional.of(Instant.ofEpochSecond(head.getTime().getSeconds(), head.getTime().getNanos())) : Optional.empty();
    }
    if (!Files.isDirectory(subject.audit())) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(subject.audit())) {
      return files.map(Path::toFile).map(file -> Instant.ofEpochMilli(file.lastModified())).max(Comparator.naturalOrder());
    }
  }

  /** What systemd-timesyncd says; another service says it elsewhere. */
  private static void network(Path timesync, Report to) {
    if (Files.exists(timesync.resolve("synchronized"))) {
      to.ok("it is kept by the network: systemd-timesyncd has set it");
    } else if (Files.isDirectory(timesync)) {
      to.warn("systemd-timesyncd runs, but has not set it yet", "see 'timedatectl timesync-status'");
    }
  }
}
