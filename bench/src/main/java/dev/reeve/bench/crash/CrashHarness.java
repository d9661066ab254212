package dev.reeve.bench.crash;

import dev.reeve.bench.daemon.ScratchFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code crash [--cycles N] [--per-home N] [--clients N] [--floor N] [--seed N] [--home DIR] [--keep]}. Ends with 0 when nothing was lost or
 * invented, the chain is intact and the load was never under its floor; with 1 when that is not so or could not be found out; with 2 for wrong
 * arguments.
 */
public final class CrashHarness {

  static final String USAGE = "usage: crash [--cycles N] [--per-home N] [--clients N] [--floor N] [--seed N] [--home DIR] [--keep]";

  private CrashHarness() {}

  public static void main(String[] arguments) throws InterruptedException {
    System.exit(run(List.of(arguments), Interference.NONE, System.out, System.err));
  }

  /** What the arguments say; a home of its own where they name none. */
  private record Asked(CrashPlan plan, @Nullable Path folder, boolean keep) {

    static Asked of(List<String> arguments) {
      int cycles = CrashPlan.CYCLES;
      int perHome = CrashPlan.PER_HOME;
      int clients = CrashPlan.CLIENTS;
      int floor = CrashPlan.FLOOR;
      long seed = System.nanoTime();
      Path folder = null;
      boolean keep = false;
      for (int i = 0; i < arguments.size(); i++) {
        String option = arguments.get(i);
        if (option.equals("--keep")) {
          keep = true;
          continue;
        }
        if (i + 1 == arguments.size()) {
          throw new IllegalArgumentException(option + " lacks its value, or is unknown");
        }
        String value = arguments.get(++i);
        switch (option) {
          case "--cycles" -> cycles = Integer.parseInt(value);
          case "--per-home" -> perHome = Integer.parseInt(value);
          case "--clients" -> clients = Integer.parseInt(value);
          case "--floor" -> floor = Integer.parseInt(value);
          case "--seed" -> seed = Long.parseLong(value);
          case "--home" -> folder = Path.of(value).toAbsolutePath();
          default -> throw new IllegalArgumentException(option + " is unknown");
        }
      }
      return new Asked(new CrashPlan(cycles, perHome, clients, floor, seed), folder, keep);
    }
  }

  static int run(List<String> arguments, Interference interference, PrintStream out, PrintStream err) throws InterruptedException {
    Asked asked;
    try {
      asked = Asked.of(arguments);
    } catch (NumberFormatException e) {
      err.println("crash: a number is none: " + e.getMessage() + "\n" + USAGE);
      return 2;
    } catch (IllegalArgumentException e) {
      err.println("crash: " + e.getMessage() + "\n" + USAGE);
      return 2;
    }
    boolean passed = false;
    try (ScratchFolder scratch = ScratchFolder.of(asked.folder(), "reeve-crash-")) {
      scratch.keep(true);
      err.println("crash: seed " + asked.plan().seed() + "; the home and the clients' logs are in " + scratch.path() + ", and stay there if this fails");
      passed = passes(asked.plan(), scratch.path(), interference, out, err);
      scratch.keep(asked.keep() || !passed);
      if (asked.keep() || !passed) {
        err.println("crash: the home is kept in " + scratch.path().resolve(CrashHome.NAME) + ", what the clients wrote down in " + scratch.path().resolve("clients"));
      }
    } catch (IOException e) {
      err.println("crash: " + e.getMessage());
    }
    return passed ? 0 : 1;
  }

  private static boolean passes(CrashPlan plan, Path folder, Interference interference, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    try (CrashRun run = new CrashRun(plan, folder, interference, err)) {
      Thread end = new Thread(run::close, "crash-end");
      Runtime.getRuntime().addShutdownHook(end);
      Tally tally = run.run();
      tally.problems().forEach(problem -> err.println("crash: " + problem));
      tally.summary().lines().forEach(line -> out.println("crash: " + line));
      Runtime.getRuntime().removeShutdownHook(end);
      return tally.passed();
    }
  }
}
