package dev.reeve.cli.doctor;

import dev.reeve.cli.config.Settings;
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
 * @param tree home of the kernel: the one that answers, else the one that would be started; null where it cannot be looked at
 * @param away why it cannot; empty where it can
 * @param socket where it is asked; null where that is not known
 * @param settings what this program is configured with
 * @param keyFile file of the key this command is used with; null for none
 * @param kernel null where none answers
 * @param absence why none answers; null where one does
 */
record Examination(
    @Nullable Path tree, String away, @Nullable Path socket, Settings settings, @Nullable Path keyFile, @Nullable Kernel kernel,
    @Nullable ErrorReport absence) {

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

  /** Whether the home's files and this host are the kernel's. */
  boolean here() {
    return tree != null;
  }

  /** The home, where it can be looked at. */
  Path home() {
    return Objects.requireNonNull(tree, "looked at only where it can be");
  }

  Path etc() {
    return home().resolve("etc");
  }

  Path state() {
    return home().resolve("var");
  }

  Path audit() {
    return state().resolve("audit");
  }

  Path pinnedKeys() {
    return etc().resolve("trust").resolve("audit.pub");
  }
}
