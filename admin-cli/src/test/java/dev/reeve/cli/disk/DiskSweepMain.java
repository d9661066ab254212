package dev.reeve.cli.disk;

import dev.reeve.cli.disk.FailingDisk.Fault;
import dev.reeve.cli.testkernel.Typed;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code FOLDER EVERY}: sweeps every command, with ENOSPC at each of its calls and each other fault at every EVERY-th. Tells each try, and in a line that begins with {@code WRONG} what is
 * wrong with one. For a watched process.
 */
final class DiskSweepMain {

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private DiskSweepMain() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    FailingDisk disk = FailingDisk.control(folder.resolve("control"));
    Path watched = Files.createDirectory(folder.resolve("watched"));
    List<SweptCommand> commands =
        List.of(
            SweptCreate.into(watched, Files.createDirectory(folder.resolve("k1")), false),
            SweptCreate.into(watched, Files.createDirectory(folder.resolve("k2")), true),
            SweptRestore.of(watched, folder.resolve("new.zip"), false),
            SweptRestore.of(watched, folder.resolve("used.zip"), true));
    for (SweptCommand command : commands) {
      sweep(disk, command, Integer.parseInt(args[1]));
    }
    System.exit(0);
  }

  private static int calls(FailingDisk disk, SweptCommand command) throws Exception {
    command.prepare();
    long start = disk.count();
    Typed typed = command.type();
    int calls = Math.toIntExact(disk.count() - start);
    if (typed.exit() != 0 || !command.wrong(typed, false).isEmpty()) {
      OUT.println("WRONG " + command.name() + " when nothing fails: " + typed.err() + command.wrong(typed, false));
    }
    return calls;
  }

  private static void sweep(FailingDisk disk, SweptCommand command, int every) throws Exception {
    int calls = calls(disk, command);
    Map<String, Integer> outcomes = new TreeMap<>();
    for (Fault fault : Fault.values()) {
      for (int call = 1; call <= calls; call++) {
        if (!fault.takes(call, every)) {
          continue;
        }
        command.prepare();
        disk.fail(call, fault);
        Typed typed = command.type();
        String failed = disk.failed();
        disk.heal();
        boolean removing = fault.lasting() || failed.startsWith("unlink ") || failed.startsWith("rmdir ");
        List<String> wrong = command.wrong(typed, removing);
        String tried = command.name() + ", call " + call + " " + fault + " of " + failed + ": exit " + typed.exit() + " " + typed.err().lines().findFirst().orElse("");
        OUT.println("TRY " + tried);
        wrong.forEach(each -> OUT.println("WRONG " + tried + ": " + each.replace('\n', ' ')));
        outcomes.merge("exit " + typed.exit(), 1, Integer::sum);
      }
    }
    OUT.println("SWEPT " + command.name() + ": " + calls + " calls: " + outcomes);
  }
}
