package dev.reeve.kernel.sandbox;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One prepared {@code posix_spawn}: everything is laid out before, so that starting is one call. The child gets a session and descriptors
 * of its own; then it opens the gate, if there is one, and so waits until somebody opens the gate's other end. While it waits it stands in
 * the gate's folder and holds nothing of this process but its memory, so that no socket or file stays open should this process be killed.
 */
final class PosixSpawn {

  private static final short SET_SIGNALS_DEFAULT = 0x04;
  private static final short SET_SIGNAL_MASK = 0x08;
  private static final short SET_SESSION = 0x80;
  /** Above glibc's and musl's sizes of the attributes (336), the actions (80) and the signal set (128). */
  private static final int OPAQUE = 512;

  private static final MethodHandle SPAWN = handle("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle ACTIONS = handle("posix_spawn_file_actions_init", ADDRESS);
  private static final MethodHandle ATTRIBUTES = handle("posix_spawnattr_init", ADDRESS);
  private static final MethodHandle OPEN =
      handle("posix_spawn_file_actions_addopen", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle DUPLICATE = handle("posix_spawn_file_actions_adddup2", ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle FOLDER = handle("posix_spawn_file_actions_addchdir_np", ADDRESS, ADDRESS);
  private static final MethodHandle CLOSE = handle("posix_spawn_file_actions_addclose", ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE_FROM = handle("posix_spawn_file_actions_addclosefrom_np", ADDRESS, JAVA_INT);
  private static final MethodHandle FLAGS = handle("posix_spawnattr_setflags", ADDRESS, JAVA_SHORT);
  private static final MethodHandle SIGNALS_DEFAULT = handle("posix_spawnattr_setsigdefault", ADDRESS, ADDRESS);
  private static final MethodHandle SIGNAL_MASK = handle("posix_spawnattr_setsigmask", ADDRESS, ADDRESS);
  private static final MethodHandle FILL_SIGNALS = handle("sigfillset", ADDRESS);

  private final MemorySegment pid;
  private final MemorySegment path;
  private final MemorySegment actions;
  private final MemorySegment attributes;
  private final MemorySegment arguments;
  private final MemorySegment environment;

  PosixSpawn(Arena arena, SpawnOrder order, @Nullable Path gate) {
    pid = arena.allocate(JAVA_INT);
    path = arena.allocateFrom(order.program());
    arguments = strings(arena, order.arguments());
    environment = strings(arena, order.environment());
    actions = arena.allocate(OPAQUE, 16);
    attributes = arena.allocate(OPAQUE, 16);
    MemorySegment every = arena.allocate(OPAQUE, 16);
    MemorySegment none = arena.allocate(OPAQUE, 16);
    int given = order.descriptors().size();
    try {
      check((int) ACTIONS.invokeExact(actions));
      if (gate != null) {
        check((int) FOLDER.invokeExact(actions, arena.allocateFrom(Objects.requireNonNull(gate.getParent()).toString())));
      }
      for (int number = 0; number < given; number++) {
        check((int) DUPLICATE.invokeExact(actions, (int) order.descriptors().get(number), number));
      }
      check((int) CLOSE_FROM.invokeExact(actions, given));
      if (gate != null) {
        check((int) OPEN.invokeExact(actions, given, arena.allocateFrom(gate.toString()), 0, 0));
        check((int) CLOSE.invokeExact(actions, given));
      }
      check((int) FOLDER.invokeExact(actions, arena.allocateFrom(order.folder().toString())));
      check((int) ATTRIBUTES.invokeExact(attributes));
      check((int) FILL_SIGNALS.invokeExact(every));
      check((int) SIGNALS_DEFAULT.invokeExact(attributes, every));
      check((int) SIGNAL_MASK.invokeExact(attributes, none));
      check((int) FLAGS.invokeExact(attributes, (short) (SET_SIGNALS_DEFAULT | SET_SIGNAL_MASK | SET_SESSION)));
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable checked) {
      throw new IllegalStateException(checked);
    }
  }

  /** Starts the program; 0 or the errno of the fork, a descriptor or the exec. */
  int start() {
    try {
      return (int) SPAWN.invokeExact(pid, path, actions, attributes, arguments, environment);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable checked) {
      throw new IllegalStateException(checked);
    }
  }

  /** After a successful start. */
  int pid() {
    return pid.get(JAVA_INT, 0);
  }

  private static MemorySegment strings(Arena arena, List<String> values) {
    MemorySegment pointers = arena.allocate(ADDRESS, values.size() + 1L);
    for (int at = 0; at < values.size(); at++) {
      pointers.setAtIndex(ADDRESS, at, arena.allocateFrom(values.get(at)));
    }
    return pointers;
  }

  private static void check(int failure) {
    if (failure != 0) {
      throw new IllegalStateException("posix_spawn could not be prepared: errno " + failure);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(String name, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }
}
