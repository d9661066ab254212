package dev.reeve.bench.capsule;

import dev.reeve.bench.author.Author;
import dev.reeve.bench.daemon.ScratchFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Measures what capsules cost and tells it as a section of the page of figures. */
public final class CapsuleBench {

  private static final Path BUILD = Path.of("target");

  private CapsuleBench() {}

  /** Prints the section alone. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.out.print(measure(System.err));
  }

  /**
   * Markdown, ended by a newline; takes some two minutes.
   *
   * @param progress told each figure as it is measured
   */
  public static String measure(PrintStream progress) throws IOException, InterruptedException {
    // Not in the folder for temporary files, which may be no disk at all.
    try (ScratchFolder scratch = Files.isDirectory(BUILD) ? ScratchFolder.in(BUILD, "capsules-") : ScratchFolder.create("reeve-capsules-")) {
      Path folder = scratch.path();
      Author author = new Author("bench");
      BulkCapsules bulk = new BulkCapsules(author, Files.createDirectory(folder.resolve("bulk")));
      InstallFigures install = new InstallRun(author, bulk, folder, progress).measure();
      List<CallFigures> calls;
      try (InKernel kernel = new InKernel(Files.createDirectory(folder.resolve("in")), author)) {
        calls = new CallRun(kernel.tools(), progress).measure();
      }
      List<LinkFigures> links = LinkRun.measure(ClassSource.all(bulk.make("bulk")), progress);
      return CapsuleReport.of(new CapsuleFigures(calls, links, install));
    }
  }
}
