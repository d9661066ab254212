package dev.reeve.kernel.edge;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.kernel.boot.Kernel;
import dev.reeve.kernel.boot.KernelHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A kernel that serves in this process, for clients of this process: as if a child of it, which only waits, were the kernel's process. */
public final class LiveKernel implements AutoCloseable {

  private final Process standIn;
  private final Kernel kernel;
  private final KernelHome home;

  private LiveKernel(Process standIn, KernelHome home) {
    this.standIn = standIn;
    this.home = home;
    this.kernel = new Kernel(home, new Kernel.Settings(null, standIn.pid(), new UnixSystem().getUid()));
  }

  /** Starts on a home; the principals are those of {@link Principals} unless the home has some. */
  public static LiveKernel start(Path folder) throws IOException {
    KernelHome home = KernelHome.inTree(folder);
    if (!Files.exists(home.principals())) {
      Principals.write(home.principals());
    }
    return startAsIs(folder);
  }

  /** Starts on a home without touching it before. */
  public static LiveKernel startAsIs(Path folder) throws IOException {
    LiveKernel live = new LiveKernel(new ProcessBuilder("/bin/sh", "-c", "read end").start(), KernelHome.inTree(folder));
    try {
      live.kernel.start();
      return live;
    } catch (IOException | RuntimeException | Error e) {
      live.close();
      throw e;
    }
  }

  public Kernel kernel() {
    return kernel;
  }

  public KernelHome home() {
    return home;
  }

  public Path socket() {
    return home.socket();
  }

  @Override
  public void close() {
    kernel.close();
    try {
      standIn.getOutputStream().close();
    } catch (IOException e) {
      standIn.destroyForcibly();
    }
    standIn.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
