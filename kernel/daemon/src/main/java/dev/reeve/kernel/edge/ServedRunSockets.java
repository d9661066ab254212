package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.host.RunSockets;
import dev.reeve.kernel.sandbox.RunSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The sockets of runs as the parts that start before the edge know them: a run that begins earlier waits until the kernel serves. */
public final class ServedRunSockets implements RunSockets {

  private static final long PATIENCE_SECONDS = 20;

  private final CompletableFuture<RunSocketServer> served = new CompletableFuture<>();

  @Override
  public RunSocket listen(Caller run, Path path) throws IOException {
    try {
      return served.get(PATIENCE_SECONDS, TimeUnit.SECONDS).listen(run, path);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the kernel does not serve yet", e);
    }
  }

  /** They are served from here on. */
  void open(RunSocketServer server) {
    if (!served.complete(server)) {
      throw new IllegalStateException("runs' sockets are served once");
    }
  }

  /** Ends them, once calls in flight are answered or the time is up; none is made any more. */
  public void stop(Duration drain) {
    if (!served.completeExceptionally(new IOException("the kernel is stopping"))) {
      served.thenAccept(server -> server.stop(drain)).exceptionally(never -> null);
    }
  }
}
