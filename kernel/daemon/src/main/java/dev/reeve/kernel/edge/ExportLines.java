package dev.reeve.kernel.edge;

import dev.reeve.evidence.LineSink;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ExportAuditResponse;
import java.io.IOException;
import java.io.InterruptedIOException;

/** Lines of an export on their way to their reader, several to a message. */
final class ExportLines {

  /** Writes lines into a sink. */
  interface Source {
    void into(LineSink lines) throws IOException;
  }

  private static final long MAX_CHARACTERS = 1 << 20;

  private final BoundedStream<ExportAuditResponse> stream;
  private final int most;
  private ExportAuditResponse.Builder message = ExportAuditResponse.newBuilder();
  private long characters;

  ExportLines(BoundedStream<ExportAuditResponse> stream, int most) {
    this.stream = stream;
    this.most = most;
  }

  /** Sends what a source writes; throws InterruptedException when the reader is gone. */
  void of(Source source) throws InterruptedException {
    try {
      source.into(this::line);
      if (message.getLinesCount() > 0) {
        stream.send(message.build());
      }
    } catch (InterruptedIOException gone) {
      throw new InterruptedException(gone.getMessage());
    } catch (IOException e) {
      throw KernelException.unavailable("the audit chain cannot be exported: " + e.getMessage(), e);
    }
  }

  private void line(String line) throws IOException {
    message.addLines(line);
    characters += line.length();
    if (message.getLinesCount() < most && characters < MAX_CHARACTERS) {
      return;
    }
    try {
      stream.send(message.build());
      message = ExportAuditResponse.newBuilder();
      characters = 0;
    } catch (InterruptedException gone) {
      Thread.currentThread().interrupt();
      InterruptedIOException told = new InterruptedIOException(gone.getMessage());
      told.initCause(gone);
      throw told;
    }
  }
}
