package dev.reeve.kernel.sandbox;

import static dev.reeve.kernel.sandbox.EscapeAttempt.byAnyone;
import static dev.reeve.kernel.sandbox.EscapeAttempt.byRoot;
import static dev.reeve.kernel.sandbox.EscapeAttempt.call;
import static dev.reeve.kernel.sandbox.EscapeAttempt.callByRoot;

import java.util.List;

/**
 * Calls into parts of the host's kernel that no agent needs. Their arguments make the call fail without doing anything where it is let
 * through: what counts is that it is not refused before.
 */
final class EscapesOfCalls {

  static final List<EscapeAttempt> ALL =
      List.of(
          call("mount", SystemCall.MOUNT, 0, 0, 0, 0, 0),
          call("mount anew, by the newer calls", SystemCall.OPEN_TREE, -100, "/", 0),
          callByRoot("open a file system", SystemCall.FSOPEN, "tmpfs", 0),
          callByRoot("exchange the root mount", SystemCall.PIVOT_ROOT, 0, 0),
          call("unmount", SystemCall.UMOUNT2, 0, 0),
          callByRoot("load a program into the kernel (bpf)", SystemCall.BPF, 0, 0, 0),
          call("use the kernel's keys", SystemCall.KEYCTL, 0, -3, 0),
          call("add a key", SystemCall.ADD_KEY, 0, 0, 0, 0, 0),
          call("count events of the processor", SystemCall.PERF_EVENT_OPEN, 0, 0, -1, -1, 0),
          callByRoot("use io_uring", SystemCall.IO_URING_SETUP, 1, 0),
          callByRoot("handle page faults", SystemCall.USERFAULTFD, 0),
          callByRoot("load another kernel", SystemCall.KEXEC_LOAD, 0, 0, 0, 0x8000),
          callByRoot("restart the machine", SystemCall.REBOOT, 1, 2, 3, 4),
          callByRoot("use a file as memory", SystemCall.SWAPON, 0, 0),
          callByRoot("set the clock", SystemCall.SETTIMEOFDAY, 0, 0),
          call("set a clock", SystemCall.CLOCK_SETTIME, 0, 0),
          callByRoot("load a module", SystemCall.INIT_MODULE, 0, 0, 0),
          callByRoot("read the kernel's log", SystemCall.SYSLOG, 10, 0, 0),
          callByRoot("watch all files", SystemCall.FANOTIFY_INIT, 0, 0),
          call("move pages of memory", SystemCall.MOVE_PAGES, 0, 0, 0, 0, 0, 0),
          byAnyone("name a file by its handle",
              "perl -e '$h = pack(\"Ii\", 128, 0) . (\"\\0\" x 128); $m = pack(\"i\", 0); $f = \"/usr\";"
                  + " $r = syscall($ENV{SYS_NAME_TO_HANDLE_AT} + 0, -100, $f, $h, $m, 0); print \"REACHED\" if $r == 0 || $! == 95 || $! == 75'"),
          byRoot("open a file by its handle",
              "perl -e '$h = pack(\"Ii\", 0, 0) . (\"\\0\" x 128);"
                  + " $r = syscall($ENV{SYS_OPEN_BY_HANDLE_AT} + 0, -100, $h, 0); print \"REACHED\" if $r >= 0 || $! == 22 || $! == 116'"),
          call("put words into a terminal's input", SystemCall.IOCTL, 0, 0x5412, "x"),
          call("paste into a terminal", SystemCall.IOCTL, 0, 0x541C, "x"));

  private EscapesOfCalls() {}
}
