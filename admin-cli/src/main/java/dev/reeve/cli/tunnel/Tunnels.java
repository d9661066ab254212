package dev.reeve.cli.tunnel;

import dev.reeve.client.ReeveException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Kernels of other hosts that were reached so far: one ssh each, opened when it is needed first, and again after it died. */
public final class Tunnels implements AutoCloseable {

  private final Map<String, String> environment;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<SshAddress, SshTunnel> open = new HashMap<>();

  /** @param environment of ssh, whose PATH it is looked for in */
  public Tunnels(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The socket on this host that leads to a kernel of another.
   *
   * @param program the ssh to use: a path, or a name to be found
   * @param bound of the wait for it
   * @throws ReeveException when ssh does not reach it, the time is over, or the thread is interrupted
   */
  public Path to(SshAddress address, String program, Duration bound) {
    lock.lock();
    try {
      SshTunnel known = open.get(address);
      if (known != null && known.open()) {
        return known.socket();
      }
      if (known != null) {
        open.remove(address);
        known.close();
      }
      SshTunnel fresh = SshTunnel.open(program, address, environment, bound);
      open.put(address, fresh);
      return fresh.socket();
    } finally {
      lock.unlock();
    }
  }

  /** What the ssh to a host said of late; empty for nothing, and where there is none. */
  public String words(SshAddress address) {
    lock.lock();
    try {
      SshTunnel known = open.get(address);
      return known == null ? "" : known.words();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all of them. */
  @Override
  public void close() {
    lock.lock();
    try {
      for (SshTunnel each : open.values()) {
        each.close();
      }
      open.clear();
    } finally {
      lock.unlock();
    }
  }
}
