package dev.reeve.kernel.store;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Linux's {@code renameat2}: two names change places in one step, so that whatever was there last is never lost. */
public final class AtomicSwap {

  private static final int CURRENT_FOLDER = -100;
  private static final int NO_REPLACE = 1;
  private static final int EXCHANGE = 2;
  private static final int ENOENT = 2;
  private static final int EEXIST = 17;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(java.lang.foreign.MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle RENAME = handle();

  private AtomicSwap() {}

  /** Lets two files of one file system change places; throws {@link NoSuchFileException} where one is not there. */
  public static void exchange(Path one, Path other) throws IOException {
    rename(one, other, EXCHANGE);
  }

  /** Moves a file to a name nobody has; throws {@link FileAlreadyExistsException} where somebody has it. */
  public static void moveNew(Path from, Path to) throws IOException {
    rename(from, to, NO_REPLACE);
  }

  private static void rename(Path from, Path to, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result =
          (int) RENAME.invokeExact(state, CURRENT_FOLDER, arena.allocateFrom(from.toString()), CURRENT_FOLDER, arena.allocateFrom(to.toString()), flags);
      if (result == 0) {
        return;
      }
      switch ((int) ERRNO.get(state, 0L)) {
        case ENOENT -> throw new NoSuchFileException(from + " or " + to);
        case EEXIST -> throw new FileAlreadyExistsException(to.toString());
        default -> throw new IOException("renameat2 of " + to + " failed: errno " + (int) ERRNO.get(state, 0L));
      }
    } catch (IOException | RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable checked) {
      throw new IllegalStateException(checked);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        symbol(linker, "renameat2"),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT),
        Linker.Option.captureCallState("errno"));
  }

  /** As the process itself resolves it: the linker's own lookup passes by what is preloaded, such as a disk that fails on purpose. */
  @SuppressWarnings("restricted")
  private static MemorySegment symbol(Linker linker, String name) {
    MethodHandle resolve = linker.downcallHandle(linker.defaultLookup().findOrThrow("dlsym"), FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = (MemorySegment) resolve.invokeExact(MemorySegment.NULL, arena.allocateFrom(name));
      if (found.equals(MemorySegment.NULL)) {
        throw new UnsatisfiedLinkError("the C library has no " + name);
      }
      return found;
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable checked) {
      throw new IllegalStateException(checked);
    }
  }
}
