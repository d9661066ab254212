package dev.reeve.kernel.sandbox;

import static dev.reeve.kernel.sandbox.EscapeAttempt.byAnyone;

import dev.reeve.capsule.ProcessLimits;
import java.util.List;

/** Ways to take more of the host than was given. */
final class EscapesOfResources {

  private static final ProcessLimits TASKS = new ProcessLimits(null, 24, null);
  private static final ProcessLimits MEMORY = new ProcessLimits(48L << 20, null, null);
  private static final ProcessLimits STORAGE = new ProcessLimits(null, null, null, 1L << 20);

  static final List<EscapeAttempt> ALL =
      List.of(
          byAnyone("fork without end",
              "perl -e 'for (1 .. 80) { my $p = fork; exit 3 unless defined $p; if (!$p) { sleep 5; exit } push @c, $p }"
                  + " print \"REACHED\"; kill 9, @c'").limits(TASKS),
          byAnyone("take memory without end", "perl -e 'my $x = \"a\" x (100 << 20); print \"REACHED\"'").limits(MEMORY),
          byAnyone("fill the disk with one file", "head -c 4000000 /dev/zero > own-big && echo REACHED").limits(STORAGE),
          byAnyone("fill the disk with many files",
              "n=0; while [ $n -lt 40 ]; do n=$((n+1)); head -c 200000 /dev/zero > own-$n || exit; done; sleep 1; echo REACHED").limits(STORAGE),
          byAnyone("fill /tmp", "mkdir /tmp/reeve-fill.$$ && head -c 4000000 /dev/zero > /tmp/reeve-fill.$$/f && echo REACHED;"
              + " rm -rf /tmp/reeve-fill.$$").limits(STORAGE),
          byAnyone("fill the memory of /dev/shm", "head -c 4000000 /dev/zero > /dev/shm/reeve-fill.$$ && echo REACHED; rm -f /dev/shm/reeve-fill.$$")
              .limits(STORAGE),
          byAnyone("open files without end",
              "perl -e 'my @f; for (1 .. 6000) { open(my $f, \"<\", \"/dev/null\") or exit 3; push @f, $f } print \"REACHED\"'")
              .outside("ulimit -n 8000;"),
          byAnyone("raise its own limits", "ulimit -n 8000 && echo REACHED"),
          byAnyone("dump its core", "ulimit -c 1000 && [ \"$(ulimit -c)\" = 1000 ] && echo REACHED"),
          byAnyone("lift the limit of a file's size", "ulimit -f unlimited && echo REACHED").limits(STORAGE));

  private EscapesOfResources() {}
}
