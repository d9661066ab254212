package dev.reeve.cli.host;

import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A user of the operating system.
 *
 * @param uid as the system writes it, without sign
 */
public record SystemUser(String name, long uid) {

  private static final long LONGEST_SECONDS = 10;
  /** So that all lines fit into a pipe. */
  private static final int MOST_AT_ONCE = 100;
  private static final Path PASSWD = Path.of("/etc/passwd");
  private static final List<Path> GETENT = List.of(Path.of("/usr/bin/getent"), Path.of("/bin/getent"));

  /**
   * The user of that name, from wherever the system takes its users.
   *
   * @throws ReeveException when there is none, or the system does not say in time
   */
  public static SystemUser of(String name) throws InterruptedException {
    if (!name.matches("[A-Za-z0-9_.@-]{1,64}") || name.startsWith("-")) {
      throw ReeveException.usage("'" + name + "' is no name of a user", "give the name as 'id -un' prints it");
    }
    try {
      return lines(List.of(name))
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length > 2 && fields[0].equals(name) && fields[2].matches("\\d{1,10}"))
          .findFirst()
          .map(fields -> new SystemUser(name, Long.parseLong(fields[2])))
          .orElseThrow(
              () ->
                  ReeveException.local(
                      LocalError.NOT_FOUND, "this system has no user '" + name + "'", "check the name, or give its number with --uid"));
    } catch (IOException unreadable) {
      throw ReeveException.local(
          LocalError.FAILED, "the system's users cannot be read: " + unreadable.getMessage(), "give the number with --uid");
    }
  }

  /**
   * Those of these numbers that no user has.
   *
   * @throws IOException when the system does not say in time
   */
  public static Set<Long> unknown(Set<Long> uids) throws IOException, InterruptedException {
    Set<Long> unknown = new TreeSet<>(uids);
    List<Long> all = List.copyOf(unknown);
    for (int at = 0; at < all.size(); at += MOST_AT_ONCE) {
      List<String> words = all.subList(at, Math.min(all.size(), at + MOST_AT_ONCE)).stream().map(uid -> Long.toString(uid)).toList();
      lines(words)
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length > 2 && fields[2].matches("\\d{1,10}"))
          .forEach(fields -> unknown.remove(Long.valueOf(fields[2])));
    }
    return unknown;
  }

  /** Lines of these users by name or number; of others, too, where the system has no program for them. */
  private static Stream<String> lines(List<String> users) throws IOException, InterruptedException {
    Optional<Path> getent = GETENT.stream().filter(Files::isExecutable).findFirst();
    if (getent.isEmpty()) {
      return Files.readAllLines(PASSWD, StandardCharsets.ISO_8859_1).stream();
    }
    List<String> command = new ArrayList<>(List.of(getent.get().toString(), "passwd"));
    command.addAll(users);
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("getent did not answer within " + LONGEST_SECONDS + " s");
      }
      return new String(process.getInputStream().readNBytes(1 << 16), StandardCharsets.ISO_8859_1).lines();
    } finally {
      process.destroyForcibly();
    }
  }
}
