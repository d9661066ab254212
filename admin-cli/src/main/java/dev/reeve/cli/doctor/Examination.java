package dev.reeve.cli.doctor;

import dev.reeve.client.ErrorReport;
import dev.reeve.client.KernelClient;
import dev.reeve.client.StatusReport;
import dev.reeve.v1.GetStatusResponse;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at.
 *
 * @param home tree of the kernel: the one that answers, else the one that would be started
 * @param socket where it is asked
 * @param keyFile file of the key this command is used with; null for none
 * @param kernel null where none answers
 * @param absence why none answers; null where one does
 */
record Examination(Path home, Path socket, @Nullable Path keyFile, @Nullable Kernel kernel, @Nullable ErrorReport absence) {

  /** A kernel that answers, and what it said of itself. */
  record Kernel(KernelClient client, GetStatusResponse status) {

    /** Whether it tells the caller of its parts. */
    boolean tells() {
      return status.getPid() != 0;
    }

    /** Why it refused a call. */
    String message(StatusRuntimeException refused) {
      return StatusReport.of(refused, client.socket(), client.lastRequestId()).message();
    }
  }

  /** The kernel, where one answers. */
  Kernel asked() {
    return Objects.requireNonNull(kernel, "asked only where a kernel answers");
  }

  Path etc() {
    return home.resolve("etc");
  }

  Path state() {
    return home.resolve("var");
  }

  Path audit() {
    return state().resolve("audit");
  }

  Path pinnedKeys() {
    return etc().resolve("trust").resolve("audit.pub");
  }
}
