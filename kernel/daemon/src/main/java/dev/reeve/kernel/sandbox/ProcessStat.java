package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One line that Linux says of a process, to whomever asks.
 *
 * @param name of the program, or of the thread that made it before it has one; 15 bytes at most
 * @param state one letter: S sleeps and can be woken by a signal, Z has ended
 * @param session the number of the process that leads its session
 */
record ProcessStat(String name, char state, long parent, long session) {

  /** Empty for a process that is gone. */
  static Optional<ProcessStat> of(long pid) {
    try {
      // PID (NAME) STATE PARENT GROUP SESSION …; the name may hold anything, so it ends at the last bracket.
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
      int end = stat.lastIndexOf(')');
      String[] rest = stat.substring(end + 2).split(" ", 5);
      String name = stat.substring(stat.indexOf('(') + 1, end);
      return Optional.of(new ProcessStat(name, rest[0].charAt(0), Long.parseLong(rest[1]), Long.parseLong(rest[3])));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException gone) {
      return Optional.empty();
    }
  }
}
