package dev.reeve.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The lock file: it stays when a kernel ends and names the process that held it last. A process of that number that began after the file was
 * written is another. The lock itself is never tried: a kernel that starts at that moment would find it taken.
 */
final class LockLook {

  private static final int MAX_BYTES = 64;
  /** Start times of processes are less exact than those of files. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private LockLook() {}

  static void look(Examination subject, Report to) throws IOException {
    Path lock = subject.home().resolve("run").resolve("kernel.lock");
    Examination.Kernel kernel = subject.kernel();
    long answering = kernel == null ? 0 : kernel.status().getPid();
    if (!Files.exists(lock, LinkOption.NOFOLLOW_LINKS)) {
      if (answering != 0) {
        to.warn("the lock file of the kernel that answers is gone: a second one could start on its home", "type 'reeve daemon restart'");
      } else {
        to.ok("no kernel has left a lock file");
      }
      return;
    }
    String text = text(lock);
    if (!text.matches("[0-9]{1,10}")) {
      if (text.isEmpty() && answering == 0) {
        to.ok(lock + " names nobody");
      } else {
        to.warn(lock + " names no process", "remove it while no kernel runs; the next start makes it anew");
      }
      return;
    }
    holder(Long.parseLong(text), lock, answering, to);
  }

  private static void holder(long holder, Path lock, long answering, Report to) throws IOException {
    if (answering != 0) {
      if (answering == holder) {
        to.ok("process " + holder + ", which answers, holds it");
      } else {
        to.warn(
            lock + " names process " + holder + ", but process " + answering + " answers: the file was replaced",
            "stop both kernels, then start one");
      }
      return;
    }
    Optional<ProcessHandle> lives = living(holder, Files.getLastModifiedTime(lock).toInstant());
    if (lives.isPresent()) {
      String command = lives.get().info().command().map(path -> " (" + path + ")").orElse("");
      to.warn(
          "process " + holder + command + " holds the home, but no kernel answers you: it starts, ends or hangs",
          "see 'reeve daemon logs'; if it hangs, end it with 'kill " + holder + "'");
    } else {
      to.ok("process " + holder + ", which held it, is gone; the next start takes it over");
    }
  }

  /** The process of that number, if it is the one that wrote at that time. */
  private static Optional<ProcessHandle> living(long number, Instant written) {
    return ProcessHandle.of(number)
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().startInstant().map(began -> began.isBefore(written.plus(TOLERANCE))).orElse(true));
  }

  private static String text(Path lock) throws IOException {
    try (InputStream in = Files.newInputStream(lock, LinkOption.NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1).strip();
    }
  }
}
