package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.ProcessLimits;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A way out that a program tries. Its script prints {@code REACHED} where it got somewhere.
 *
 * @param name what it tries
 * @param by as whom it gets there outside of a sandbox
 * @param script for {@code /bin/sh}; what it finds its targets by are variables of {@link EscapeGround}
 * @param outside put before the script where it runs outside, to stand for what a kernel that does not confine would hand on
 * @param limits it runs under inside
 * @param allowed tiers in which it is no escape: there it does, and leads nowhere
 */
record EscapeAttempt(String name, By by, String script, String outside, ProcessLimits limits, Set<Tier> allowed) {

  /** As whom an attempt succeeds where nothing confines it. */
  enum By {
    ANYONE,
    ROOT
  }

  static EscapeAttempt byAnyone(String name, String script) {
    return new EscapeAttempt(name, By.ANYONE, script, "", ProcessLimits.none(), Set.of());
  }

  static EscapeAttempt byRoot(String name, String script) {
    return new EscapeAttempt(name, By.ROOT, script, "", ProcessLimits.none(), Set.of());
  }

  /** A system call that is let through to its own work, whatever that makes of these arguments. */
  static EscapeAttempt call(String name, SystemCall call, Object... arguments) {
    return byAnyone(name, passed(call, arguments));
  }

  static EscapeAttempt callByRoot(String name, SystemCall call, Object... arguments) {
    return byRoot(name, passed(call, arguments));
  }

  private static String passed(SystemCall call, Object... arguments) {
    StringBuilder script = new StringBuilder("passed $SYS_" + call.name());
    for (Object argument : arguments) {
      script.append(' ').append(argument);
    }
    return script.toString();
  }

  EscapeAttempt outside(String before) {
    return new EscapeAttempt(name, by, script, before, limits, allowed);
  }

  EscapeAttempt limits(ProcessLimits held) {
    return new EscapeAttempt(name, by, script, outside, held, allowed);
  }

  EscapeAttempt allowedIn(Tier tier) {
    return new EscapeAttempt(name, by, script, outside, limits, EnumSet.of(tier));
  }

  static List<EscapeAttempt> all() {
    return Stream.of(EscapesOfFiles.ALL, EscapesOfProcesses.ALL, EscapesOfPrivileges.ALL, EscapesOfCalls.ALL, EscapesOfNetwork.ALL, EscapesOfResources.ALL)
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
