package dev.reeve.tui.top;

import dev.reeve.cli.ReeveCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The command line as a process of its own. */
final class TopMain {

  private TopMain() {}

  public static void main(String[] words) {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    System.exit(ReeveCommand.execute(words, out, err, System.in));
  }
}
