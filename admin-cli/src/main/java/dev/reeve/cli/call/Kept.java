package dev.reeve.cli.call;

import dev.reeve.cli.config.ConfigFiles;
import dev.reeve.cli.tunnel.Tunnels;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the outermost line keeps for the lines within it, such as those of a shell: what the files of settings said when they were read first,
 * so that all of them speak to the same kernel, and the tunnels to other hosts, which end with it.
 */
public final class Kept implements AutoCloseable {

  private final ConfigFiles files;
  private final Tunnels tunnels;
  private final AtomicInteger lines = new AtomicInteger();

  Kept(Map<String, String> environment, Path userHome) {
    this.files = ConfigFiles.of(environment, userHome);
    this.tunnels = new Tunnels(environment);
  }

  /** Ends with the line; with the outermost one everything that is kept ends. */
  public interface Line extends AutoCloseable {
    @Override
    void close();
  }

  /** Begins a line. */
  public Line line() {
    lines.incrementAndGet();
    return () -> {
      if (lines.decrementAndGet() == 0) {
        close();
      }
    };
  }

  /** Whether a line runs within another. */
  public boolean nested() {
    return lines.get() > 1;
  }

  ConfigFiles files() {
    return files;
  }

  Tunnels tunnels() {
    return tunnels;
  }

  /** Ends what is kept; it comes again when it is needed. */
  @Override
  public void close() {
    tunnels.close();
  }
}
