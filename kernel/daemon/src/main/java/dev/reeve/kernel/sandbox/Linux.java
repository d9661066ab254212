package dev.reeve.kernel.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Arrays;

/** The one door to the Linux kernel: system calls by number through libc's {@code syscall}, each answering a value or {@code -errno}. */
final class Linux {

  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int ENXIO = 6;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int ENOTDIR = 20;
  static final int EPIPE = 32;
  static final int ENAMETOOLONG = 36;
  static final int ENOSYS = 38;
  static final int ELOOP = 40;
  static final int EAFNOSUPPORT = 97;

  static final int O_WRONLY = 1;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;
  static final int O_PATH = 0x200000;
  static final int O_NOFOLLOW = Architecture.current().filter(Architecture.AARCH64::equals).isPresent() ? 0x8000 : 0x20000;
  /** Descriptors a child may be given. */
  static final int MOST_GIVEN = 512;

  static final int SIGKILL = 9;
  static final int SIGTERM = 15;

  private static final int AT_FDCWD = -100;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int S_IFIFO = 0x1000;
  private static final int MFD_CLOEXEC = 1;
  private static final long RESOLVE_NO_SYMLINKS = 4;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL = syscallHandle();
  private static final Architecture ARCHITECTURE = Architecture.current().orElse(Architecture.X86_64);

  private Linux() {}

  @SuppressWarnings("restricted")
  private static MethodHandle syscallHandle() {
    Linker linker = Linker.nativeLinker();
    MemoryLayout[] seven = new MemoryLayout[7];
    Arrays.fill(seven, JAVA_LONG);
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(JAVA_LONG, seven),
        Linker.Option.captureCallState("errno"));
  }

  static long call(SystemCall call) {
    return call(call, 0, 0, 0, 0, 0);
  }

  static long call(SystemCall call, long a) {
    return call(call, a, 0, 0, 0, 0);
  }

  static long call(SystemCall call, long a, long b) {
    return call(call, a, b, 0, 0, 0);
  }

  static long call(SystemCall call, long a, long b, long c) {
    return call(call, a, b, c, 0, 0);
  }

  static long call(SystemCall call, long a, long b, long c, long d) {
    return call(call, a, b, c, d, 0);
  }

  /** The call's value, or {@code -errno}. Arguments not named by the call are 0, which {@code prctl} insists on. */
  static long call(SystemCall call, long a, long b, long c, long d, long e) {
    int number = call.number(ARCHITECTURE);
    if (number < 0) {
      return -ENOSYS;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long value = (long) SYSCALL.invokeExact(state, (long) number, a, b, c, d, e, 0L);
      return value == -1 ? -(int) ERRNO.get(state, 0L) : value;
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable checked) {
      throw new IllegalStateException(checked);
    }
  }

  /** The value of a call that must succeed. */
  static long must(String what, long value) throws IOException {
    if (value < 0) {
      throw new IOException(what + ": errno " + -value);
    }
    return value;
  }

  static void close(int fd) {
    call(SystemCall.CLOSE, fd);
  }

  /** Reading end and writing end, both closed on exec, both above the numbers a child's descriptors get. */
  static int[] pipe() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(JAVA_INT, 2);
      must("pipe2", call(SystemCall.PIPE2, pair.address(), O_CLOEXEC));
      int reading = raise(pair.getAtIndex(JAVA_INT, 0));
      try {
        return new int[] {reading, raise(pair.getAtIndex(JAVA_INT, 1))};
      } catch (IOException failure) {
        close(reading);
        throw failure;
      }
    }
  }

  /** A descriptor of memory holding these bytes, to be read from the start; closed on exec. */
  static int memory(byte[] bytes) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int fd = (int) must("memfd_create", call(SystemCall.MEMFD_CREATE, arena.allocateFrom("reeve").address(), MFD_CLOEXEC));
      int raised = raise(fd);
      MemorySegment content = arena.allocate(Math.max(1, bytes.length));
      MemorySegment.copy(bytes, 0, content, JAVA_BYTE, 0, bytes.length);
      for (int at = 0; at < bytes.length; ) {
        long written = call(SystemCall.WRITE, raised, content.address() + at, bytes.length - at);
        if (written <= 0) {
          close(raised);
          throw new IOException("write to memory: errno " + -written);
        }
        at += (int) written;
      }
      call(SystemCall.LSEEK, raised, 0, 0);
      return raised;
    }
  }

  /** Moves a descriptor to a number above those that a child is given; closes the old one. */
  static int raise(int fd) throws IOException {
    long raised = call(SystemCall.FCNTL, fd, F_DUPFD_CLOEXEC, MOST_GIVEN);
    close(fd);
    return (int) must("fcntl", raised);
  }

  static void nonBlocking(int fd) throws IOException {
    must("fcntl", call(SystemCall.FCNTL, fd, F_SETFL, O_NONBLOCK));
  }

  /** Opens an existing file; the descriptor or {@code -errno}. */
  static int open(Path path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) call(SystemCall.OPENAT, AT_FDCWD, arena.allocateFrom(path.toString()).address(), flags | O_CLOEXEC, 0);
    }
  }

  /** Opens a path on which no component may be a symbolic link; the descriptor or {@code -errno}. */
  static int openUnlinked(Path path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment how = arena.allocate(24, 8);
      how.set(JAVA_LONG, 0, flags | O_CLOEXEC);
      how.set(JAVA_LONG, 16, RESOLVE_NO_SYMLINKS);
      return (int) call(SystemCall.OPENAT2, AT_FDCWD, arena.allocateFrom(path.toString()).address(), how.address(), 24);
    }
  }

  /** Opens what bears that name, zero-terminated, in an open folder; the descriptor or {@code -errno}. */
  static int openIn(int folder, byte[] name, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) call(SystemCall.OPENAT, folder, arena.allocateFrom(JAVA_BYTE, name).address(), flags | O_CLOEXEC, 0);
    }
  }

  static void makeFifo(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      must("mkfifo", call(SystemCall.MKNODAT, AT_FDCWD, arena.allocateFrom(path.toString()).address(), S_IFIFO | 0600, 0));
    }
  }
}
