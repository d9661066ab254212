package dev.reeve.cli.doctor;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.config.Settings;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.client.StatusReport;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Finds the kernel that a line means, and its home, without failing where there is none. */
final class Finder {

  /** Longest wait for one answer: reading a long audit chain takes a while. */
  private static final Duration ASKING = Duration.ofMinutes(2);

  private final Invocation call;
  private @Nullable Path socket;
  private Examination.@Nullable Kernel kernel;
  private @Nullable ErrorReport absence;

  private Finder(Invocation call) {
    this.call = call;
  }

  static Examination find(Invocation call) {
    Finder finder = new Finder(call);
    finder.ask();
    return finder.examination();
  }

  private void ask() {
    try {
      socket = call.socket();
      KernelClient client = call.connect(call.globals().timeoutOr(ASKING));
      try {
        kernel = new Examination.Kernel(client, client.kernel().getStatus(GetStatusRequest.getDefaultInstance()));
      } catch (StatusRuntimeException refused) {
        absence = StatusReport.of(refused, client.socket(), client.lastRequestId());
      }
    } catch (ReeveException absent) {
      absence = absent.report();
    }
  }

  private Examination examination() {
    Settings settings = call.globals().settings();
    if (call.remote().isPresent()) {
      return new Examination(
          null, "it is on another host, and so not looked at: run 'reeve doctor' there", socket, settings, keyFile(), kernel, absence);
    }
    Examination.Kernel answering = kernel;
    GetStatusResponse status = answering == null ? GetStatusResponse.getDefaultInstance() : answering.status();
    try {
      Path home = status.getHome().isEmpty() ? call.homeToStart() : Path.of(status.getHome());
      return new Examination(home, "", socket, settings, keyFile(), kernel, absence);
    } catch (ReeveException unsaid) {
      return new Examination(null, unsaid.report().message(), socket, settings, keyFile(), kernel, absence);
    }
  }

  /** Null where a key of an agent, or none, is used. */
  private @Nullable Path keyFile() {
    String word = call.keyWord();
    return word == null || word.equals("agent") || word.startsWith("agent:") ? null : Path.of(word).toAbsolutePath();
  }
}
