package dev.reeve.cli.noun;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.file.PartialFile;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.JsonValue;
import dev.reeve.cli.output.PrintableStream;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.progress.Amounts;
import dev.reeve.cli.progress.Progress;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.ExportAuditRequest;
import io.grpc.StatusRuntimeException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Takes records with their proofs out of the kernel's audit chain, byte for byte as they come. */
final class AuditExport {

  /** The most records of an export. */
  static final int MOST = 100_000;

  private static final String LABEL = "exporting";

  private static final TableView<Written> VIEW =
      new TableView<Written>(
              Written::file,
              (style, written) ->
                  new JsonObject(style)
                      .text("file", written.file())
                      .whole("records", written.records())
                      .whole("checkpoint", written.checkpoint())
                      .toString(),
              List.of())
          .with("FILE", Written::file)
          .with("RECORDS", written -> Long.toString(written.records()))
          .with("CHECKPOINT", written -> AuditViews.place(written.checkpoint()));

  private final Invocation call;
  private final KernelClient client;

  AuditExport(Invocation call, KernelClient client) {
    this.call = call;
    this.client = client;
  }

  /**
   * What was written.
   *
   * @param checkpoint sequence number of what vouches for the records
   */
  private record Written(String file, long records, long checkpoint) {}

  /** Writes a file, and tells of it on standard output. */
  void toFile(Path file, boolean replace, ExportAuditRequest request) throws IOException {
    try (PartialFile partial = PartialFile.begin(file, replace)) {
      OutputStream out = new BufferedOutputStream(partial.stream());
      Written written;
      try (Progress progress = call.progress(LABEL, Amounts.RECORDS)) {
        written = write(file.toString(), request, out, progress);
      }
      out.flush();
      partial.keep();
      call.output().one(written, VIEW);
      tell(written);
      call.tell("prove it with 'reeve audit verify " + file + " --key PUB', PUB being a copy of the kernel's etc/trust/audit.pub");
    }
  }

  /** Writes to standard output, byte for byte into a pipe or file and else so that it cannot drive a terminal; tells of it on standard error. */
  void toStandardOutput(ExportAuditRequest request) throws IOException {
    PrintStream out = call.surroundings().out();
    Written written;
    try (Progress progress = call.progressBesideResult(LABEL, Amounts.RECORDS)) {
      if (call.surroundings().screen().outPiped()) {
        written = write("-", request, out, progress);
      } else {
        PrintableStream shown = new PrintableStream(out);
        written = write("-", request, shown, progress);
        shown.finish();
      }
    }
    if (out.checkError()) {
      throw ReeveException.local(LocalError.FAILED, "standard output took only a part of the export", "see what reads it");
    }
    tell(written);
  }

  private void tell(Written written) {
    String records =
        switch ((int) written.records()) {
          case 0 -> "no record fits: the checkpoint stands alone";
          case 1 -> "1 record with its proof";
          default -> written.records() + " records with their proofs";
        };
    call.tell(records + "; the checkpoint is record " + written.checkpoint());
  }

  private Written write(String name, ExportAuditRequest request, OutputStream out, Progress progress) throws IOException {
    long lines = 0;
    long checkpoint = 0;
    try {
      var answers = client.audit().export(request);
      while (answers.hasNext()) {
        for (String line : answers.next().getLinesList()) {
          checkpoint = lines == 0 ? JsonValue.of(line).get("checkpoint").get("seq").number() : checkpoint;
          out.write(line.getBytes(UTF_8));
          out.write('\n');
          lines++;
        }
        progress.done(lines);
      }
    } catch (StatusRuntimeException refused) {
      throw new ReeveException(said(call.report(refused), request.getLimit()), refused);
    }
    if (lines == 0) {
      throw ReeveException.local(LocalError.FAILED, "the kernel sent no checkpoint", "compare versions with 'reeve version'");
    }
    return new Written(name, lines - 1, Math.max(checkpoint, 0));
  }

  /** That more records fit than may is no mistake in a field. */
  private static ErrorReport said(ErrorReport report, int limit) {
    if (report.fields().stream().noneMatch(field -> field.path().equals("limit"))) {
      return report;
    }
    return new ErrorReport(
        report.reason(), "more than " + limit + (limit == 1 ? " record fits" : " records fit") + ", and an export is never cut off: nothing is exported",
        "narrow it, for instance with --since and --until, or raise --limit, at most " + MOST, report.exit(), List.of(), report.details(),
        report.requestId());
  }
}
