package dev.reeve.cli.config;

import dev.reeve.cli.tunnel.SshAddress;
import dev.reeve.client.SocketPath;
import java.nio.file.Path;
import java.util.function.Function;

/** Where a kernel is. */
public sealed interface KernelAddress {

  /**
   * Socket of this host that leads to it.
   *
   * @param tunnel opens the way to another host, and answers its near end
   * @throws dev.reeve.client.ReeveException when its path is too long for a socket, or the other host is not reached
   */
  Path socket(Function<SshAddress, Path> tunnel);

  /** Listening on this socket of this host. */
  record Socket(Path path) implements KernelAddress {
    @Override
    public Path socket(Function<SshAddress, Path> tunnel) {
      return SocketPath.of(path);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** With this tree on this host. */
  record Home(Path path) implements KernelAddress {
    @Override
    public Path socket(Function<SshAddress, Path> tunnel) {
      return SocketPath.ofHome(path);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** On another host. */
  record Remote(SshAddress address) implements KernelAddress {
    @Override
    public Path socket(Function<SshAddress, Path> tunnel) {
      return tunnel.apply(address);
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }
}
