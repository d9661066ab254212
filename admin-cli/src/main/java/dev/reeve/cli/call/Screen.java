package dev.reeve.cli.call;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the standard streams lead, as far as that is known for certain.
 *
 * @param outPiped standard output goes to a pipe, a socket or a file: bytes may go there as they are
 * @param errTerminal standard error is a terminal: a line there may be drawn over
 * @param outTerminal standard output is a terminal: it may be coloured, and long answers paged
 */
public record Screen(boolean outPiped, boolean errTerminal, boolean outTerminal) {

  /** Nothing is known: what is printed is escaped, line by line. */
  public static final Screen UNKNOWN = new Screen(false, false, false);

  public Screen(boolean outPiped, boolean errTerminal) {
    this(outPiped, errTerminal, false);
  }

  /** Where the streams of this process lead, as the operating system says. */
  public static Screen ofProcess() {
    Path out = Path.of("/proc/self/fd/1");
    return new Screen(piped(out), terminal(Path.of("/proc/self/fd/2")), terminal(out));
  }

  static boolean piped(Path descriptor) {
    String target = target(descriptor);
    return target.startsWith("pipe:[") || target.startsWith("socket:[") || target.equals("/dev/null") || Files.isRegularFile(descriptor);
  }

  static boolean terminal(Path descriptor) {
    String target = target(descriptor);
    return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException | UnsupportedOperationException unknown) {
      return "";
    }
  }
}
