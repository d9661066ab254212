package dev.reeve.client;

import java.io.Serial;

/** A failure with a report that may be shown to the user as it is. */
public final class ReeveException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient ErrorReport report;

  public ReeveException(ErrorReport report) {
    super(report.message());
    this.report = report;
  }

  public ReeveException(ErrorReport report, Throwable cause) {
    super(report.message(), cause);
    this.report = report;
  }

  public static ReeveException local(LocalError error, String message, String remedy) {
    return new ReeveException(ErrorReport.local(error, message, remedy));
  }

  public static ReeveException usage(String message, String remedy) {
    return local(LocalError.USAGE, message, remedy);
  }

  public ErrorReport report() {
    return report;
  }
}
