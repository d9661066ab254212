package dev.reeve.cli.daemon;

import dev.reeve.client.ErrorReport;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.client.StatusReport;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether a kernel answers at a socket, now or within a bound. */
public final class Startup {

  private static final Duration ASKING = Duration.ofSeconds(5);
  private static final long POLL_MILLIS = 25;
  private static final long ENDING_SECONDS = 10;
  private static final int LINES = 15;

  private final Path socket;

  public Startup(Path socket) {
    this.socket = socket;
  }

  /** What the kernel there says of itself; empty when none answers. A kernel that refuses to say is told as being READY. */
  public Optional<GetStatusResponse> ask() {
    if (!Files.exists(socket)) {
      return Optional.empty();
    }
    try (KernelClient client = KernelClient.connect(socket, null, ASKING)) {
      return Optional.of(client.kernel().getStatus(GetStatusRequest.getDefaultInstance()));
    } catch (StatusRuntimeException failure) {
      ErrorReport report = StatusReport.of(failure, socket, "");
      return switch (failure.getStatus().getCode()) {
        case PERMISSION_DENIED, UNAUTHENTICATED -> Optional.of(GetStatusResponse.newBuilder().setState("READY").build());
        case UNAVAILABLE, DEADLINE_EXCEEDED -> Optional.empty();
        default -> throw new ReeveException(report, failure);
      };
    } catch (ReeveException vanished) {
      return Optional.empty();
    }
  }

  /**
   * Waits until the kernel that {@code process} is has come up.
   *
   * @param log null: it writes to this terminal
   * @throws ReeveException with what it wrote last, when it ended, or is not up within {@code bound}; it is ended then
   */
  public GetStatusResponse await(Process process, @Nullable DaemonLog log, Duration bound) throws IOException, InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    while (System.nanoTime() - end < 0) {
      Optional<GetStatusResponse> status = ask().filter(answer -> answer.getState().equals("READY"));
      if (status.isPresent()) {
        return status.get();
      }
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw ReeveException.local(
            LocalError.FAILED,
            "the kernel ended with exit code " + process.exitValue() + " while starting" + said(log),
            log == null ? "correct what it names" : "correct what it names; its log is " + log.file());
      }
    }
    end(process);
    throw ReeveException.local(
        LocalError.TIMED_OUT,
        "the kernel was not ready within " + bound.toMillis() + " ms and was ended" + said(log),
        (log == null ? "see what it wrote" : "see its log " + log.file()) + ", or give it more time with --timeout");
  }

  /** Asks a process to end, and ends it where it does not within a while. */
  static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private static String said(@Nullable DaemonLog log) throws IOException {
    if (log == null) {
      return "";
    }
    String lines = String.join("\n  ", log.tail(LINES));
    return lines.isEmpty() ? "" : ":\n  " + lines;
  }
}
