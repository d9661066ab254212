package dev.reeve.kernel.sandbox;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A Landlock rule set being built: nothing is allowed but what a rule names. Closing it leaves threads that entered it restricted. */
final class Landlock implements AutoCloseable {

  /** With scopes for signals and abstract Unix sockets. */
  static final int OLDEST_ABI = 6;

  private static final long EXECUTE = 1L;
  private static final long WRITE_FILE = 1L << 1;
  private static final long READ_FILE = 1L << 2;
  private static final long READ_DIR = 1L << 3;
  private static final long REMOVE_DIR = 1L << 4;
  private static final long REMOVE_FILE = 1L << 5;
  private static final long MAKE_DIR = 1L << 7;
  private static final long MAKE_REG = 1L << 8;
  private static final long MAKE_FIFO = 1L << 10;
  private static final long MAKE_SYM = 1L << 12;
  private static final long REFER = 1L << 13;
  private static final long TRUNCATE = 1L << 14;
  private static final long EVERY_FILE_RIGHT = (1L << 16) - 1;
  private static final long EVERY_PORT_RIGHT = 3L;
  private static final long EVERY_SCOPE = 3L;

  private static final long OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE;
  private static final int VERSION_FLAG = 1;
  private static final int RULE_PATH_BENEATH = 1;

  /** What a rule allows below a path. */
  enum Right {
    READ(READ_FILE | READ_DIR),
    RUN(READ_FILE | READ_DIR | EXECUTE),
    /** A device: no more than its bytes. */
    DEVICE(READ_FILE | WRITE_FILE),
    WRITE(
        READ_FILE | READ_DIR | WRITE_FILE | TRUNCATE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_FIFO | MAKE_SYM | REFER);

    private final long bits;

    Right(long bits) {
      this.bits = bits;
    }
  }

  private final int fd;

  Landlock() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(24, 8);
      attributes.set(JAVA_LONG_UNALIGNED, 0, EVERY_FILE_RIGHT);
      attributes.set(JAVA_LONG_UNALIGNED, 8, EVERY_PORT_RIGHT);
      attributes.set(JAVA_LONG_UNALIGNED, 16, EVERY_SCOPE);
      fd = (int) Linux.must("landlock_create_ruleset", Linux.call(SystemCall.LANDLOCK_CREATE_RULESET, attributes.address(), 24, 0));
    }
  }

  /** The kernel's Landlock version; 0 when it has none. */
  static int abi() {
    return (int) Math.max(0, Linux.call(SystemCall.LANDLOCK_CREATE_RULESET, 0, 0, VERSION_FLAG));
  }

  /** Allows something at and below a path that holds no symbolic link; what does not fit a file is left out for a file. */
  void allow(Path path, Right right) throws IOException {
    long bits = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? right.bits : right.bits & OF_FILES;
    int opened = (int) Linux.must("open " + path, Linux.openUnlinked(path, Linux.O_PATH | Linux.O_NOFOLLOW));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment rule = arena.allocate(12, 8);
      rule.set(JAVA_LONG_UNALIGNED, 0, bits);
      rule.set(JAVA_INT_UNALIGNED, 8, opened);
      Linux.must("landlock_add_rule " + path, Linux.call(SystemCall.LANDLOCK_ADD_RULE, fd, RULE_PATH_BENEATH, rule.address(), 0));
    } finally {
      Linux.close(opened);
    }
  }

  int descriptor() {
    return fd;
  }

  @Override
  public void close() {
    Linux.close(fd);
  }
}
