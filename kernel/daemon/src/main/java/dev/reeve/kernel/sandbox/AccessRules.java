package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which granted paths may be seen in a sandbox, beside paths that no run may ever see. */
final class AccessRules {

  private static final List<Path> OF_THE_KERNEL = List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));

  /** Each is a descriptor handed to bubblewrap. */
  private static final int MOST_PATHS = 400;

  private final List<Path> masked;
  private final SystemFolders system;

  /** Masked paths are looked at anew for every run: a link may have moved. */
  AccessRules(List<Path> masked, SystemFolders system) {
    this.masked = masked.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    this.system = system;
  }

  /**
   * Resolves and checks what a spec names.
   *
   * @throws CapsuleException INVALID for what is no absolute, normal, existing path; DENIED for what is, holds (where it cannot be
   *     hidden), or lies in something masked
   */
  Access check(ProcessSpec spec, Tier tier) throws CapsuleException {
    if (spec.writable().size() + spec.executables().size() + spec.readable().size() > MOST_PATHS) {
      throw new CapsuleException(Kind.INVALID, "readable, writable, executables: at most " + MOST_PATHS + " paths together");
    }
    Map<Path, Path> aliases = new LinkedHashMap<>();
    List<Path> writable = outermost(real("writable", spec.writable(), aliases));
    List<Path> executables = outermost(real("executables", spec.executables(), aliases));
    List<Path> readable =
        outermost(real("readable", spec.readable(), aliases)).stream()
            .filter(path -> writable.stream().noneMatch(path::startsWith) && !system.holds(path))
            .toList();
    List<Path> hidden = new ArrayList<>();
    for (Path mask : masks()) {
      for (Path granted : Stream.of(writable, executables, readable).flatMap(List::stream).toList()) {
        refuseOverlap(granted, mask, tier, writable.contains(granted));
      }
      List<Path> seen = Stream.of(system.programs(), writable, executables, readable).flatMap(List::stream).toList();
      if (seen.stream().anyMatch(mask::startsWith)) {
        hidden.add(hideable(mask, tier));
      }
    }
    return new Access(readable, writable, executables, aliases, outermost(hidden));
  }

  private static void refuseOverlap(Path granted, Path mask, Tier tier, boolean writable) throws CapsuleException {
    if (granted.startsWith(mask)) {
      throw new CapsuleException(Kind.DENIED, granted + ": belongs to the kernel; no run may see it");
    }
    if (mask.startsWith(granted) && writable) {
      throw new CapsuleException(Kind.DENIED, granted + ": holds what belongs to the kernel; it cannot be granted for writing");
    }
    if (mask.startsWith(granted) && tier == Tier.LANDLOCK) {
      throw new CapsuleException(
          Kind.DENIED, granted + ": holds what belongs to the kernel, which Landlock cannot hide; grant folders in it");
    }
  }

  private static Path hideable(Path mask, Tier tier) throws CapsuleException {
    if (tier == Tier.LANDLOCK) {
      throw new CapsuleException(
          Kind.DENIED, "what belongs to the kernel lies among the system's programs, where Landlock cannot hide it");
    }
    if (!Files.exists(mask, LinkOption.NOFOLLOW_LINKS)) {
      throw new CapsuleException(
          Kind.DENIED, "a granted folder would hold a file of the kernel that is not there yet and cannot be hidden");
    }
    return mask;
  }

  /** Where each masked path really is, or would be. */
  private List<Path> masks() {
    return masked.stream().map(RealPlace::of).distinct().toList();
  }

  private List<Path> real(String field, List<String> granted, Map<Path, Path> aliases) throws CapsuleException {
    List<Path> real = new ArrayList<>();
    for (String text : granted) {
      Path path = normal(field, text);
      Path resolved;
      try {
        resolved = path.toRealPath();
      } catch (IOException absent) {
        throw new CapsuleException(Kind.INVALID, field + ": " + path + " is not there", absent);
      }
      if (resolved.getNameCount() == 0) {
        throw new CapsuleException(Kind.DENIED, field + ": the root folder cannot be granted");
      }
      for (Path special : OF_THE_KERNEL) {
        if (resolved.startsWith(special) || path.startsWith(special)) {
          throw new CapsuleException(Kind.DENIED, field + ": " + path + " lies in " + special + ", which a sandbox has of its own");
        }
      }
      if (!resolved.equals(path)) {
        aliases.put(path, resolved);
      }
      real.add(resolved);
    }
    return real;
  }

  /** An absolute path without {@code .}, {@code ..} or a needless slash. */
  static Path normal(String field, String text) throws CapsuleException {
    try {
      Path path = Path.of(text);
      if (path.isAbsolute() && path.toString().equals(text) && path.normalize().equals(path)) {
        return path;
      }
    } catch (InvalidPathException unusable) {
      throw new CapsuleException(Kind.INVALID, field + ": a path holds a character no path can hold", unusable);
    }
    throw new CapsuleException(Kind.INVALID, field + ": " + text + " is not an absolute, normal path");
  }

  private static List<Path> outermost(List<Path> paths) {
    return paths.stream()
        .distinct()
        .filter(path -> paths.stream().noneMatch(other -> !other.equals(path) && path.startsWith(other)))
        .toList();
  }
}
