package dev.reeve.cli.daemon;

import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.file.Folders;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.client.SocketPath;
import dev.reeve.v1.GetStatusResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiConsumer;

/** Starts kernels: detached, in this terminal, or with a home that goes with them. */
public final class Starting {

  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final Invocation call;
  private final Launcher launcher;

  /** @throws ReeveException when there is no program to start */
  public Starting(Invocation call) {
    this.call = call;
    this.launcher = Launcher.of(call.surroundings());
  }

  /**
   * Starts one with its output in its log, and waits until it is ready.
   *
   * @throws ReeveException with what it wrote last, when it ended or is not ready in time
   */
  public GetStatusResponse detached(Path home) throws IOException, InterruptedException {
    DaemonLog log = DaemonLog.open(home);
    Process process = launcher.detached(home, log);
    try (Interrupts.Registration _ = call.surroundings().interrupts().register(process::destroy)) {
      return new Startup(SocketPath.ofHome(home)).await(process, log, bound());
    }
  }

  /** Waits for one in this terminal and answers its exit code; an interrupt asks it, once, to end. */
  public int foreground(Path home) throws IOException, InterruptedException {
    Process process = launcher.foreground(home);
    try (Interrupts.Registration _ = call.surroundings().interrupts().register(process::destroy)) {
      return process.waitFor();
    }
  }

  /**
   * The same with a home of its own, which is removed when the kernel has ended, however that came.
   *
   * @param ready takes the home and what the kernel says once it is ready
   */
  public int ephemeral(BiConsumer<Path, GetStatusResponse> ready) throws IOException, InterruptedException {
    Path home = Files.createTempDirectory(temporary(), "reeve-");
    try {
      return within(home, ready);
    } finally {
      remove(home);
    }
  }

  private int within(Path home, BiConsumer<Path, GetStatusResponse> ready) throws IOException, InterruptedException {
    Startup startup = new Startup(SocketPath.ofHome(home));
    Process process = launcher.foreground(home);
    try (Interrupts.Registration _ = call.surroundings().interrupts().register(process::destroy)) {
      ready.accept(home, startup.await(process, null, bound()));
      return process.waitFor();
    } finally {
      Startup.end(process);
    }
  }

  private static void remove(Path home) throws IOException {
    try {
      Folders.remove(home);
    } catch (IOException stays) {
      throw ReeveException.local(LocalError.FAILED, home + " cannot be removed as a whole: " + stays.getMessage(), "remove it by hand");
    }
  }

  private Path temporary() {
    String folder = call.surroundings().variable("TMPDIR");
    return Path.of(folder == null || folder.isEmpty() ? System.getProperty("java.io.tmpdir", "/tmp") : folder).toAbsolutePath();
  }

  private Duration bound() {
    return call.globals().timeoutOr(LONGEST);
  }
}
