package dev.reeve.kernel.host;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.sandbox.RunSocket;
import java.io.IOException;
import java.nio.file.Path;

/** Makes the sockets on which runs speak to the kernel. */
@FunctionalInterface
public interface RunSockets {

  /**
   * Listens for a run; whoever is answered there is that run.
   *
   * @param run as whom calls are decided
   * @throws IOException when no socket can be made at that path, or the kernel does not serve
   */
  RunSocket listen(Caller run, Path path) throws IOException;
}
