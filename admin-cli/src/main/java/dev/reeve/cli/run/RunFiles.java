package dev.reeve.cli.run;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.file.PartialFile;
import dev.reeve.cli.output.PrintableStream;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.cli.progress.Amounts;
import dev.reeve.cli.progress.Progress;
import dev.reeve.v1.ListRunFilesRequest;
import dev.reeve.v1.ListRunFilesResponse;
import dev.reeve.v1.ReadRunFileRequest;
import dev.reeve.v1.ReadRunFileResponse;
import dev.reeve.v1.RunFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;

/** The files a run left in its work folder. */
final class RunFiles {

  private static final String LABEL = "reading ";
  private static final Duration READING = Duration.ofMinutes(5);

  private static final TableView<RunFile> FILE =
      TableView.of(RunFile::getPath)
          .with("PATH", RunFile::getPath)
          .with("SIZE", file -> Words.size(file.getSize()))
          .with("ARTIFACT", file -> file.getArtifact() ? "yes" : "no");

  private final Invocation call;
  private final String run;

  RunFiles(Invocation call, String run) {
    this.call = call;
    this.run = run;
  }

  int list() {
    ListRunFilesResponse answer = call.connect().runs().listFiles(ListRunFilesRequest.newBuilder().setRun(run).build());
    call.output().list(answer.getFilesList(), FILE);
    int gone = answer.getNotKept();
    if (gone > 0) {
      call.tell(gone == 1 ? "one more file was there and is not kept" : gone + " more files were there and are not kept");
    }
    return 0;
  }

  /** Its bytes where standard output is a pipe or file; else its text, escaped. */
  int print(String path) throws IOException {
    PrintStream out = call.surroundings().out();
    try (Progress progress = call.progressBesideResult(LABEL + path, Amounts.BYTES)) {
      if (call.surroundings().screen().outPiped()) {
        copy(path, out, progress);
      } else {
        PrintableStream shown = new PrintableStream(out);
        copy(path, shown, progress);
        shown.finish();
      }
    }
    call.requireReader();
    return 0;
  }

  int write(String path, Path file, boolean force) throws IOException {
    try (PartialFile partial = PartialFile.begin(file, force)) {
      long bytes;
      try (Progress progress = call.progress(LABEL + path, Amounts.BYTES)) {
        bytes = copy(path, partial.stream(), progress);
      }
      partial.keep();
      call.tell("wrote " + Words.size(bytes) + " to " + file);
    }
    return 0;
  }

  private long copy(String path, OutputStream to, Progress progress) throws IOException {
    long bytes = 0;
    Iterator<ReadRunFileResponse> answers =
        call.connect(call.globals().timeoutOr(READING)).runs().readFile(ReadRunFileRequest.newBuilder().setRun(run).setPath(path).build());
    while (answers.hasNext()) {
      byte[] chunk = answers.next().getChunk().toByteArray();
      to.write(chunk, 0, chunk.length);
      bytes += chunk.length;
      progress.done(bytes);
    }
    return bytes;
  }
}
