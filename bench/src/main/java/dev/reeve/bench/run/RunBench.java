package dev.reeve.bench.run;

import dev.reeve.bench.daemon.ScratchFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measures what runs cost and tells it as a section of the page of figures. */
public final class RunBench {

  private static final Path BUILD = Path.of("target");

  private RunBench() {}

  /** Prints the section alone. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.out.print(measure(System.err));
  }

  /**
   * Markdown, ended by a newline; takes some four minutes.
   *
   * @param progress told each figure as it is measured
   */
  public static String measure(PrintStream progress) throws IOException, InterruptedException {
    // Not in the folder for temporary files, which may be no disk at all.
    try (ScratchFolder scratch = Files.isDirectory(BUILD) ? ScratchFolder.in(BUILD, "runs-") : ScratchFolder.create("reeve-runs-")) {
      return RunReport.of(new RunMeasurement(scratch.path(), RunPlan.FULL, progress).measure());
    }
  }
}
