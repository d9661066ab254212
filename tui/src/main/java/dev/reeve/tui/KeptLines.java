package dev.reeve.tui;

import dev.reeve.cli.call.Invocation;
import dev.reeve.v1.GetStatusResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.impl.history.DefaultHistory;
import org.jspecify.annotations.Nullable;

/**
 * What was typed, kept for the principal and the kernel it was typed to. Not kept are lines that begin with a blank, long ones, and those
 * that look as if they held a secret.
 */
final class KeptLines extends DefaultHistory {

  /** Most characters of a line that is kept. */
  static final int LONGEST = 8_192;

  /** Tokens of well-known forms, a password within a URL, and whatever is called a password, token or secret and is given a value. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)-----BEGIN|\\bBearer\\s+\\S|\\b(gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|AIza)[A-Za-z0-9_-]{8}|\\beyJ[A-Za-z0-9_-]+\\.eyJ"
              + "|://[^/\\s:@]+:[^/\\s@]+@|(password|passphrase|passwd|secret|token|api[_-]?key)(\\s*=|[\"']\\s*:|:\\s)\\s*[\"']?[^\\s\"']");

  private final Invocation call;
  private @Nullable LineReader reader;
  private @Nullable Path file;

  KeptLines(Invocation call) {
    this.call = call;
  }

  @Override
  public void attach(LineReader readsFor) {
    reader = readsFor;
    super.attach(readsFor);
  }

  @Override
  public void add(Instant time, String line) {
    if (keeps(line)) {
      super.add(time, line);
    }
  }

  /** Whether a line is kept. */
  static boolean keeps(String line) {
    return !line.isEmpty() && !Character.isWhitespace(line.charAt(0)) && line.length() <= LONGEST && !SECRET.matcher(line).find();
  }

  /** Goes on with the file of whom the kernel takes us for; what was typed before any kernel answered goes along. */
  void of(GetStatusResponse status) {
    Path meant = HistoryFile.path(call.surroundings(), status, call.socket().toAbsolutePath());
    LineReader attached = reader;
    if (attached == null || meant.equals(file)) {
      return;
    }
    List<String> loose = new ArrayList<>();
    if (file == null) {
      forEach((History.Entry entry) -> loose.add(entry.line()));
    }
    file = meant;
    Optional<Path> usable = HistoryFile.open(meant);
    attached.setVariable(LineReader.HISTORY_FILE, usable.orElse(null));
    if (usable.isEmpty()) {
      call.tell("what is typed is not kept: " + meant + " cannot be written");
      return;
    }
    try {
      load();
    } catch (IOException unreadable) {
      call.tell("what was typed before cannot be read: " + meant);
    }
    loose.forEach(line -> add(Instant.now(), line));
  }
}
