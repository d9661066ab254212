package dev.reeve.kernel.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A kernel whose run has children that left their session, and that waits to be killed: WORK_ROOT TIER GROUPED. */
final class AbandonedRun {

  private static final String TREE = "(setsid sh -c 'echo $$; sleep 1000 & wait' &); echo $$; sleep 1000 & wait";

  private AbandonedRun() {}

  public static void main(String[] arguments) throws Exception {
    Set<Tier> tiers = Set.of(Tier.valueOf(arguments[1]));
    boolean grouped = Boolean.parseBoolean(arguments[2]);
    try (Sandbox sandbox = Sandbox.probe(Path.of(arguments[0]), List.of(), SandboxOptions.defaults().withTiers(tiers), grouped)) {
      List<Long> before = ProcessHandle.current().descendants().map(ProcessHandle::pid).toList();
      Recorder run = new Recorder();
      sandbox.start(Spec.script(TREE).id("run").build(), run);
      run.awaitOut(out -> out.lines().count() == 2);
      System.out.println(
          (tiers.contains(Tier.LANDLOCK)
                  ? run.out().lines().map(Long::valueOf)
                  : ProcessHandle.current().descendants().map(ProcessHandle::pid).filter(pid -> !before.contains(pid)))
              .map(String::valueOf)
              .collect(Collectors.joining(" ")));
      System.out.flush();
      // Until it is killed; it ends, too, when whoever started it is gone.
      int unused = System.in.read();
    }
  }
}
