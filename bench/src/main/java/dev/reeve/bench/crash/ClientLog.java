package dev.reeve.bench.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one client wrote down: a line before it asks, {@code asked ID CHANGE}, and one when it is answered, {@code acknowledged ID ANSWER} or
 * {@code refused ID WHY}; and {@code ended RUN STATE} when it is told how a run ended. Each line is with the operating system before the client
 * goes on.
 */
final class ClientLog implements AutoCloseable {

  private final Path file;
  private final Writer out;

  ClientLog(Path file) throws IOException {
    this.file = file;
    this.out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  void asked(String requestId, Change change) throws IOException {
    line("asked " + requestId + " " + change.text());
  }

  /** With what {@link Kernel#send} answered. */
  void acknowledged(String requestId, String answer) throws IOException {
    line("acknowledged " + requestId + " " + answer);
  }

  void refused(String requestId, String why) throws IOException {
    line("refused " + requestId + " " + why.replace('\n', ' '));
  }

  void ended(String run, String state) throws IOException {
    line("ended " + run + " " + state);
  }

  private void line(String words) throws IOException {
    out.write(words + "\n");
    out.flush();
  }

  Path file() {
    return file;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** A change and its request id. */
  record Asked(String requestId, Change change) {}

  /** An answer to it. */
  record Acknowledged(Asked asked, String answer) {}

  /** A refusal of it, with its reason. */
  record Refused(Asked asked, String why) {}

  /**
   * A log as it was read back.
   *
   * @param acknowledged in order
   * @param open asked and neither acknowledged nor refused, in order
   * @param refused in order
   * @param ended states of runs by their ids, as they were told
   */
  record Entries(List<Acknowledged> acknowledged, List<Asked> open, List<Refused> refused, Map<String, String> ended) {

    /** Every request id in it. */
    List<String> requestIds() {
      List<String> ids = new ArrayList<>();
      acknowledged.forEach(one -> ids.add(one.asked().requestId()));
      open.forEach(one -> ids.add(one.requestId()));
      refused.forEach(one -> ids.add(one.asked().requestId()));
      return ids;
    }

    /** What the client may count on, given what it could count on before. */
    Facts after(Facts before) {
      Facts facts = before;
      for (Acknowledged one : acknowledged) {
        facts = facts.after(one.asked().change(), one.answer());
      }
      return facts;
    }
  }

  /**
   * Reads a log.
   *
   * @throws IOException also for a line that is none
   */
  static Entries read(Path file) throws IOException {
    Map<String, Asked> open = new LinkedHashMap<>();
    List<Acknowledged> acknowledged = new ArrayList<>();
    List<Refused> refused = new ArrayList<>();
    Map<String, String> ended = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", 3);
        if (words.length != 3) {
          throw new IOException(file + ": a line is none of a client's log: " + line);
        }
        if (words[0].equals("asked")) {
          open.put(words[1], new Asked(words[1], Change.parse(words[2])));
          continue;
        }
        if (words[0].equals("ended")) {
          ended.put(words[1], words[2]);
          continue;
        }
        Asked asked = open.remove(words[1]);
        if (asked == null) {
          throw new IOException(file + ": an answer to what was not asked: " + line);
        }
        if (words[0].equals("acknowledged")) {
          acknowledged.add(new Acknowledged(asked, words[2]));
        } else {
          refused.add(new Refused(asked, words[2]));
        }
      }
    }
    return new Entries(List.copyOf(acknowledged), List.copyOf(open.values()), List.copyOf(refused), Map.copyOf(ended));
  }
}
