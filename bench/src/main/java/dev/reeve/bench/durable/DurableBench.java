package dev.reeve.bench.durable;

import dev.reeve.bench.daemon.ScratchFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** Measures what is durable and tells it as a section of the page of figures. */
public final class DurableBench {

  private static final Path BUILD = Path.of("target");

  private DurableBench() {}

  /** Prints the section alone. */
  public static void main(String[] arguments) throws IOException, InterruptedException, GeneralSecurityException {
    System.out.print(measure(System.err));
  }

  /**
   * Markdown, ended by a newline; takes some two minutes.
   *
   * @param progress told each figure as it is measured
   */
  public static String measure(PrintStream progress) throws IOException, InterruptedException, GeneralSecurityException {
    // Not in the folder for temporary files, which may be no disk at all.
    try (ScratchFolder scratch = Files.isDirectory(BUILD) ? ScratchFolder.in(BUILD, "durable-") : ScratchFolder.create("reeve-durable-")) {
      return DurableReport.of(new DurableRun(scratch.path(), DurablePlan.FULL, progress).measure());
    }
  }
}
