package dev.reeve.cli.config;

import dev.reeve.cli.tunnel.SshAddress;
import java.nio.file.Path;

/** Where a kernel is. */
public sealed interface KernelAddress {

  /** Listening on this socket of this host. */
  record Socket(Path path) implements KernelAddress {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** With this tree on this host. */
  record Home(Path path) implements KernelAddress {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /** On another host. */
  record Remote(SshAddress address) implements KernelAddress {
    @Override
    public String toString() {
      return address.toString();
    }
  }
}
