package dev.reeve.kernel.sandbox;

import static dev.reeve.kernel.sandbox.Linux.EACCES;
import static dev.reeve.kernel.sandbox.Linux.EAFNOSUPPORT;
import static dev.reeve.kernel.sandbox.Linux.ENOSYS;
import static dev.reeve.kernel.sandbox.Linux.EPERM;

import dev.reeve.kernel.sandbox.FilterProgram.Condition;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which system calls a confined program does not have. {@code clone3} is answered as missing, so that libc falls back to {@code clone},
 * whose flags a filter can read; calls newer than this table are missing too. On x86-64 the x32 numbers lie above and go with them.
 */
final class SystemCallFilter {

  /** {@code file_setattr}, the newest call of the table. */
  private static final int NEWEST = 469;

  private static final int NEW_NAMESPACE = 0x7E020000;
  private static final int NEW_TIME_NAMESPACE = 0x80;
  private static final List<Integer> TERMINAL_INPUT = List.of(0x5412, 0x541C);
  private static final int ALL = -1;
  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int AF_NETLINK = 16;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_TYPE = 0xF;

  /** Reach into other processes, the kernel, its keys, mounts, clocks and devices. */
  private static final Set<SystemCall> EVERYWHERE =
      EnumSet.of(
          SystemCall.PTRACE, SystemCall.PROCESS_VM_READV, SystemCall.PROCESS_VM_WRITEV, SystemCall.KCMP, SystemCall.PIDFD_GETFD,
          SystemCall.PROCESS_MADVISE, SystemCall.PROCESS_MRELEASE, SystemCall.KEYCTL, SystemCall.ADD_KEY, SystemCall.REQUEST_KEY,
          SystemCall.BPF, SystemCall.PERF_EVENT_OPEN, SystemCall.USERFAULTFD, SystemCall.IO_URING_SETUP, SystemCall.IO_URING_ENTER,
          SystemCall.IO_URING_REGISTER, SystemCall.MOUNT, SystemCall.UMOUNT2, SystemCall.PIVOT_ROOT, SystemCall.CHROOT,
          SystemCall.OPEN_TREE, SystemCall.OPEN_TREE_ATTR, SystemCall.MOVE_MOUNT, SystemCall.FSOPEN, SystemCall.FSCONFIG,
          SystemCall.FSMOUNT, SystemCall.FSPICK, SystemCall.MOUNT_SETATTR, SystemCall.SETNS, SystemCall.KEXEC_LOAD,
          SystemCall.KEXEC_FILE_LOAD, SystemCall.INIT_MODULE, SystemCall.FINIT_MODULE, SystemCall.DELETE_MODULE,
          SystemCall.OPEN_BY_HANDLE_AT, SystemCall.NAME_TO_HANDLE_AT, SystemCall.REBOOT, SystemCall.SWAPON, SystemCall.SWAPOFF,
          SystemCall.ACCT, SystemCall.QUOTACTL, SystemCall.QUOTACTL_FD, SystemCall.SYSLOG, SystemCall.SETTIMEOFDAY,
          SystemCall.CLOCK_SETTIME, SystemCall.CLOCK_ADJTIME, SystemCall.ADJTIMEX, SystemCall.IOPL, SystemCall.IOPERM,
          SystemCall.MODIFY_LDT, SystemCall.LOOKUP_DCOOKIE, SystemCall.NFSSERVCTL, SystemCall.VHANGUP, SystemCall.FANOTIFY_INIT,
          SystemCall.FANOTIFY_MARK, SystemCall.MOVE_PAGES, SystemCall.MIGRATE_PAGES, SystemCall.SETHOSTNAME,
          SystemCall.SETDOMAINNAME, SystemCall.USELIB, SystemCall.USTAT, SystemCall.SYSFS, SystemCall.SYSCTL);

  /** What Landlock does not see and no namespace hides: sockets, shared memory, queues, and the attributes of files. */
  private static final Set<SystemCall> WITHOUT_NAMESPACES =
      EnumSet.of(
          SystemCall.SOCKET, SystemCall.CONNECT, SystemCall.BIND, SystemCall.LISTEN, SystemCall.ACCEPT, SystemCall.ACCEPT4,
          SystemCall.CHMOD, SystemCall.FCHMOD, SystemCall.FCHMODAT, SystemCall.FCHMODAT2, SystemCall.CHOWN, SystemCall.FCHOWN,
          SystemCall.LCHOWN, SystemCall.FCHOWNAT, SystemCall.SETXATTR, SystemCall.LSETXATTR, SystemCall.FSETXATTR,
          SystemCall.REMOVEXATTR, SystemCall.LREMOVEXATTR, SystemCall.FREMOVEXATTR, SystemCall.SETXATTRAT, SystemCall.REMOVEXATTRAT,
          SystemCall.FILE_SETATTR, SystemCall.UTIME, SystemCall.UTIMES, SystemCall.UTIMENSAT, SystemCall.FUTIMESAT,
          SystemCall.INOTIFY_ADD_WATCH, SystemCall.SHMGET, SystemCall.SHMAT, SystemCall.SHMCTL, SystemCall.MSGGET, SystemCall.MSGSND,
          SystemCall.MSGRCV, SystemCall.MSGCTL, SystemCall.SEMGET, SystemCall.SEMOP, SystemCall.SEMTIMEDOP, SystemCall.SEMCTL,
          SystemCall.MQ_OPEN, SystemCall.MQ_UNLINK, SystemCall.IOPRIO_SET);

  private SystemCallFilter() {}

  /** The filter a program of that tier runs under, as the kernel takes it. */
  static byte[] of(Tier tier, Architecture architecture) {
    FilterProgram program = new FilterProgram(architecture, NEWEST);
    program.refuse(SystemCall.CLONE3, ENOSYS);
    program.refuseBits(SystemCall.CLONE, 0, NEW_NAMESPACE, EPERM);
    program.refuseBits(SystemCall.UNSHARE, 0, NEW_NAMESPACE | NEW_TIME_NAMESPACE, EPERM);
    program.refuseValues(SystemCall.IOCTL, 1, TERMINAL_INPUT, EPERM);
    EVERYWHERE.forEach(call -> program.refuse(call, EPERM));
    switch (tier) {
      case NAMESPACES ->
          // Some families, AF_VSOCK among them, know no network namespace.
          program.require(SystemCall.SOCKET, List.of(among(0, ALL, AF_UNIX, AF_INET, AF_INET6, AF_NETLINK)), EAFNOSUPPORT);
      case LANDLOCK -> {
        WITHOUT_NAMESPACES.forEach(call -> program.refuse(call, call == SystemCall.SOCKET ? EACCES : EPERM));
        // A datagram pair could still send to any name; a stream pair reaches its other end only.
        program.require(SystemCall.SOCKETPAIR, List.of(among(0, ALL, AF_UNIX), among(1, SOCK_TYPE, SOCK_STREAM)), EACCES);
        // Of itself only: another process of the same user is not hidden here.
        program.require(SystemCall.PRLIMIT64, List.of(among(0, ALL, 0)), EPERM);
        program.require(SystemCall.SCHED_SETAFFINITY, List.of(among(0, ALL, 0)), EPERM);
        program.require(SystemCall.SCHED_SETSCHEDULER, List.of(among(0, ALL, 0)), EPERM);
        program.require(SystemCall.SCHED_SETPARAM, List.of(among(0, ALL, 0)), EPERM);
        program.require(SystemCall.SCHED_SETATTR, List.of(among(0, ALL, 0)), EPERM);
        program.require(SystemCall.SETPRIORITY, List.of(among(0, ALL, 0), among(1, ALL, 0)), EPERM);
      }
    }
    return program.end();
  }

  private static Condition among(int argument, int mask, Integer... values) {
    return new Condition(argument, mask, List.of(values));
  }
}
