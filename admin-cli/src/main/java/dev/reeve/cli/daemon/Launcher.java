package dev.reeve.cli.daemon;

import dev.reeve.cli.call.Surroundings;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How {@code reeved} is started: the launcher of the distribution this program belongs to, in a session of its own. */
public final class Launcher {

  private final Path reeved;
  private final Surroundings surroundings;

  private Launcher(Path reeved, Surroundings surroundings) {
    this.reeved = reeved;
    this.surroundings = surroundings;
  }

  /**
   * The launcher beside the running program.
   *
   * @throws ReeveException when this program runs outside a distribution
   */
  public static Launcher of(Surroundings surroundings) {
    Path dist = surroundings.distribution();
    if (dist == null) {
      throw ReeveException.local(
          LocalError.FAILED,
          "the kernel's program cannot be found: this one runs outside a distribution",
          "use the launcher 'reeve', which names the distribution's folder in the system property " + Surroundings.DISTRIBUTION);
    }
    Path reeved = dist.resolve("bin").resolve("reeved");
    if (!Files.isExecutable(reeved)) {
      throw ReeveException.local(LocalError.FAILED, "there is no program " + reeved, "install the distribution again");
    }
    return new Launcher(reeved, surroundings);
  }

  /** Starts it with its output going to the log. */
  public Process detached(Path home, DaemonLog log) throws IOException {
    return builder(home)
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
        .start();
  }

  /** Starts it in this terminal. Signals of the terminal reach only this program, which passes on one. */
  public Process foreground(Path home) throws IOException {
    return builder(home).inheritIO().start();
  }

  private ProcessBuilder builder(Path home) {
    List<String> command = new ArrayList<>();
    setsid().ifPresent(setsid -> command.add(setsid.toString()));
    command.add(reeved.toString());
    command.add("--home");
    command.add(home.toString());
    ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
    builder.environment().clear();
    builder.environment().putAll(surroundings.environment());
    builder.environment().put("REEVE_HOME", home.toString());
    return builder;
  }

  private static Optional<Path> setsid() {
    return List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid")).stream().filter(Files::isExecutable).findFirst();
  }
}
