package dev.reeve.kernel.sandbox;

import static dev.reeve.kernel.sandbox.EscapeAttempt.byAnyone;
import static dev.reeve.kernel.sandbox.EscapeAttempt.byRoot;
import static dev.reeve.kernel.sandbox.EscapeAttempt.call;
import static dev.reeve.kernel.sandbox.EscapeAttempt.callByRoot;

import java.util.List;

/** Ways to more rights. */
final class EscapesOfPrivileges {

  private static final int NEW_USERS = 0x10000000;
  private static final int NEW_MOUNTS = 0x00020000;
  private static final int NEW_NETWORK = 0x40000000;

  static final List<EscapeAttempt> ALL =
      List.of(
          byAnyone("gain privileges by a program that lends them", "perl -e 'syscall($ENV{SYS_PRCTL} + 0, 39, 0, 0, 0, 0) == 0 and print \"REACHED\"'"),
          byRoot("become root", "sys $SYS_SETRESUID 0 0 0 && echo REACHED"),
          callByRoot("drop a capability, which needs one", SystemCall.PRCTL, 24, 0, 0, 0, 0),
          byRoot("change a file's owner to root", ": > own; chown 1:1 own && chown 0:0 own && echo REACHED"),
          byRoot("give a file capabilities",
              ": > own; perl -e 'my ($f, $n, $c) = (\"own\", \"security.capability\", pack(\"V5\", 0x02000001, 2, 0, 0, 0));"
                  + " syscall($ENV{SYS_SETXATTR} + 0, $f, $n, $c, 20, 0) == 0 and print \"REACHED\"'"),
          byAnyone("set the set-user-id bit of a file", "cp /usr/bin/id own-id; chmod 4755 own-id; [ -u own-id ] && echo REACHED"),
          byAnyone("make a file with the set-user-id bit",
              "perl -e 'use Fcntl; umask 0; sysopen(F, \"own-made\", O_CREAT | O_WRONLY, 04755)'; [ -u own-made ] && echo REACHED"),
          byAnyone("make a folder with the set-group-id bit", "perl -e 'umask 0; mkdir \"own-dir\", 02777'; perl -e 'chmod 02777, \"own-dir\"';"
              + " [ -g own-dir ] && echo REACHED"),
          call("make a user namespace", SystemCall.UNSHARE, NEW_USERS),
          byAnyone("start a process in a user namespace",
              "perl -e '$p = syscall($ENV{SYS_CLONE} + 0, " + (NEW_USERS | 17) + ", 0, 0, 0, 0); exit 0 if $p == 0; print \"REACHED\" if $p > 0'"),
          call("start a process by clone3", SystemCall.CLONE3, 0, 0),
          callByRoot("make a mount namespace", SystemCall.UNSHARE, NEW_MOUNTS),
          callByRoot("make a network namespace", SystemCall.UNSHARE, NEW_NETWORK),
          byRoot("enter a namespace", "perl -e 'open(my $n, \"<\", \"/proc/self/ns/net\") or exit 1;"
              + " syscall($ENV{SYS_SETNS} + 0, fileno($n), 0) == 0 and print \"REACHED\"'"),
          callByRoot("change the root folder", SystemCall.CHROOT, "/"),
          byRoot("make a device", "mknod own-device c 1 3 && echo REACHED"),
          callByRoot("take another host name", SystemCall.SETHOSTNAME, "x", -1),
          byRoot("run before others", "[ \"$(nice -n -5 nice)\" = -5 ] && echo REACHED"),
          byRoot("run in real time",
              "perl -e 'my $p = pack(\"i\", 1); syscall($ENV{SYS_SCHED_SETSCHEDULER} + 0, 0, 1, $p) == 0 and print \"REACHED\"'"),
          byAnyone("change how soon it is killed when memory runs out", "echo 100 > /proc/self/oom_score_adj && echo REACHED"),
          byRoot("leave its control group", "for g in $GROUPS_OUTSIDE; do echo $$ > \"$g/cgroup.procs\" && echo REACHED && break; done"));

  private EscapesOfPrivileges() {}
}
