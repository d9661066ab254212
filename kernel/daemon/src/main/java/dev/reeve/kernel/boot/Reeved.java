package dev.reeve.kernel.boot;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.kernel.document.DocumentException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** The daemon: {@code reeved --home DIR}. Ends with 0 after a stop, 1 when it could not start, 2 for wrong arguments. */
public final class Reeved {

  private Reeved() {}

  /** Runs until SIGTERM, SIGINT or the Shutdown call; a second signal ends it at once. */
  public static void main(String[] args) throws InterruptedException {
    System.exit(run(List.of(args), System.err));
  }

  static int run(List<String> args, PrintStream err) throws InterruptedException {
    if (args.size() != 2 || !args.getFirst().equals("--home")) {
      err.println("usage: reeved --home DIR");
      return 2;
    }
    String distribution = System.getProperty("reeve.dist");
    KernelHome home = KernelHome.inTree(Path.of(args.get(1)));
    // Else each kernel that is killed leaves the library in the folder for temporary files.
    System.setProperty("org.sqlite.tmpdir", home.libraries().toString());
    Kernel kernel =
        new Kernel(
            home,
            new Kernel.Settings(distribution == null ? null : Path.of(distribution), ProcessHandle.current().pid(), new UnixSystem().getUid()));
    ServiceNotifier notifier = new ServiceNotifier(System.getenv());
    try {
      kernel.start();
    } catch (DocumentException e) {
      e.problems().forEach(problem -> err.println("reeved: " + problem));
      return 1;
    } catch (IOException | RuntimeException e) {
      err.println("reeved: " + reason(e));
      return 1;
    }
    Signals.onStop(kernel::requestStop);
    tell(() -> notifier.ready("serving"));
    err.println("reeved: ready");
    kernel.awaitStopRequest();
    tell(notifier::stopping);
    kernel.close();
    err.println("reeved: stopped");
    return 0;
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null || message.isEmpty() ? e.getClass().getName() : message;
  }

  /** A word to the service manager. */
  private interface Word {
    void send() throws IOException;
  }

  private static void tell(Word word) {
    try {
      word.send();
    } catch (IOException | RuntimeException e) {
      System.getLogger("reeve.boot").log(System.Logger.Level.WARNING, "the service manager was not told: {0}", e.getMessage());
    }
  }
}
