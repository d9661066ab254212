package dev.reeve.kernel.approval;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program that is told one line. It has no shell around it, no environment but {@code PATH}, and what it prints is thrown away. */
final class TellingProgram {

  private static final System.Logger LOG = System.getLogger(TellingProgram.class.getName());
  private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

  private TellingProgram() {}

  /**
   * Runs it to its end. When its time is over or the thread is interrupted, it is killed with all that descends from it.
   *
   * @param words its absolute path, and what it is started with
   * @param line given on its standard input
   * @return what went wrong, without the words; null: nothing did
   */
  static @Nullable String run(List<String> words, String line, Duration deadline) throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(words).directory(new File("/")).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().put("PATH", PATH);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return "could not be started";
    }
    try {
      Thread unused = Thread.ofVirtual().name("reeve-notifier-in").start(() -> feed(process, line));
      if (!process.waitFor(deadline)) {
        return "did not end in " + deadline.toMillis() + " ms and was killed";
      }
      return process.exitValue() == 0 ? null : "ended with code " + process.exitValue();
    } finally {
      kill(process);
    }
  }

  private static void feed(Process process, String line) {
    try (OutputStream in = process.getOutputStream()) {
      in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException unread) {
      LOG.log(System.Logger.Level.DEBUG, "a program that should tell of a question did not read it");
    }
  }

  private static void kill(Process process) {
    if (process.isAlive()) {
      List<ProcessHandle> below = process.descendants().toList();
      Process unused = process.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
