package dev.reeve.cli.tunnel;

import dev.reeve.client.ReeveException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The line of arguments that forwards a socket: no shell reads it, and the address follows {@code --}. */
final class SshCommand {

  private SshCommand() {}

  /**
   * The program with its arguments. In a session of its own where the system has setsid, so that Ctrl-C at the terminal ends what runs, and
   * not the connection it runs over.
   *
   * @param program a path, or a name to be found
   * @param local socket to make here
   * @throws ReeveException when there is no such program
   */
  static List<String> of(String program, SshAddress address, Path local, Map<String, String> environment) {
    List<String> words = new ArrayList<>();
    Path session = find("setsid", environment);
    if (session != null) {
      words.add(session.toString());
    }
    Path ssh = find(program, environment);
    if (ssh == null) {
      throw ReeveException.usage(
          "there is no program '" + program + "' to reach " + address + " with",
          "install an OpenSSH client, or name one with REEVE_SSH or ssh_program");
    }
    words.add(ssh.toString());
    for (String option : List.of("BatchMode=yes", "ExitOnForwardFailure=yes", "StreamLocalBindUnlink=yes")) {
      words.add("-o");
      words.add(option);
    }
    words.addAll(List.of("-N", "-T", "-a", "-x"));
    if (address.port() != 0) {
      words.addAll(List.of("-p", Integer.toString(address.port())));
    }
    if (!address.user().isEmpty()) {
      words.addAll(List.of("-l", address.user()));
    }
    words.addAll(List.of("-L", local + ":" + address.socket(), "--", address.host()));
    return words;
  }

  /** Where a program is: a path as it is, a name in the absolute folders of PATH; null: nowhere. */
  private static @Nullable Path find(String program, Map<String, String> environment) {
    if (program.contains("/")) {
      return runnable(program);
    }
    for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
      Path found = folder.startsWith("/") ? runnable(folder + "/" + program) : null;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable Path runnable(String path) {
    try {
      Path file = Path.of(path).toAbsolutePath();
      return Files.isRegularFile(file) && Files.isExecutable(file) ? file : null;
    } catch (InvalidPathException none) {
      return null;
    }
  }
}
