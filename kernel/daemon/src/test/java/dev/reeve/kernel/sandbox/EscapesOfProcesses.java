package dev.reeve.kernel.sandbox;

import static dev.reeve.kernel.sandbox.EscapeAttempt.byAnyone;
import static dev.reeve.kernel.sandbox.EscapeAttempt.byRoot;
import static dev.reeve.kernel.sandbox.EscapeAttempt.call;

import java.util.List;

/** Ways to processes outside. */
final class EscapesOfProcesses {

  static final List<EscapeAttempt> ALL =
      List.of(
          byAnyone("signal a process outside", "kill -CONT \"$VICTIM\" && echo REACHED"),
          byAnyone("ask whether a process outside may be signalled", "kill -0 \"$VICTIM\" && echo REACHED"),
          byAnyone("signal a process outside by a descriptor",
              "perl -e '$f = syscall($ENV{SYS_PIDFD_OPEN} + 0, $ENV{VICTIM} + 0, 0); exit 1 if $f < 0;"
                  + " print \"REACHED\" if syscall($ENV{SYS_PIDFD_SEND_SIGNAL} + 0, $f, 18, 0, 0) == 0'"),
          byAnyone("take a descriptor of a process outside",
              "perl -e '$f = syscall($ENV{SYS_PIDFD_OPEN} + 0, $ENV{VICTIM} + 0, 0); exit 1 if $f < 0;"
                  + " print \"REACHED\" if syscall($ENV{SYS_PIDFD_GETFD} + 0, $f, 0, 0) >= 0'"),
          byAnyone("list processes outside", "[ -r \"/proc/$VICTIM/stat\" ] && cat \"/proc/$VICTIM/stat\" > /dev/null && echo REACHED"),
          byAnyone("read the command line of a process outside", "grep -q sleep \"/proc/$VICTIM/cmdline\" && echo REACHED"),
          byAnyone("read the environment of a process outside", "grep -q VICTIM_TOKEN \"/proc/$VICTIM/environ\" && echo REACHED"),
          byRoot("read the environment of the first process",
              "[ \"$(readlink /proc/1/ns/pid)\" = \"$PID_SPACE\" ] && cat /proc/1/environ > /dev/null && echo REACHED"),
          byAnyone("learn what program a process outside is", "readlink \"/proc/$VICTIM/exe\" > /dev/null && echo REACHED"),
          byAnyone("read where the memory of a process outside lies", "grep -q / \"/proc/$VICTIM/maps\" && echo REACHED"),
          byAnyone("open the memory of a process outside", "perl -e 'open(my $m, \"+<\", \"/proc/$ENV{VICTIM}/mem\") and print \"REACHED\"'"),
          byAnyone("list descriptors of a process outside", "ls \"/proc/$VICTIM/fd\" | grep -q 0 && echo REACHED"),
          call("read the memory of a process outside by a call", SystemCall.PROCESS_VM_READV, "$VICTIM", 0, 0, 0, 0, 0),
          call("write the memory of a process outside by a call", SystemCall.PROCESS_VM_WRITEV, "$VICTIM", 0, 0, 0, 0, 0),
          call("be traced", SystemCall.PTRACE, 0),
          byAnyone("trace a process outside", "passed $SYS_PTRACE 16902 $VICTIM 0 0"),
          call("compare processes outside", SystemCall.KCMP, "$VICTIM", "$VICTIM", 0, 0, 0),
          byAnyone("limit a process outside", "passed $SYS_PRLIMIT64 $VICTIM 7 0 0").allowedIn(Tier.NAMESPACES),
          byAnyone("move a process outside to other processors",
              "perl -e 'my $m = chr(255) x 128; $r = syscall($ENV{SYS_SCHED_SETAFFINITY} + 0, $ENV{VICTIM} + 0, 128, $m); print \"REACHED\" if $r == 0'"),
          byAnyone("slow a process outside down", "perl -e 'setpriority(0, $ENV{VICTIM}, 19) and print \"REACHED\"'"),
          byAnyone("find the kernel's variables in its own", "env | grep -q \"^$KEY=\" && echo REACHED").outside("export \"$KEY=x\";"),
          byAnyone("use a descriptor that the kernel has open",
              "for n in 3 4 5 6 7 8 9; do if (grep -q policy <&$n); then echo REACHED; fi; done").outside("exec 7< \"$SECRET\";"));

  private EscapesOfProcesses() {}
}
