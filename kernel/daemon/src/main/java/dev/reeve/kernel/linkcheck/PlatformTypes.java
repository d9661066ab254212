package dev.reeve.kernel.linkcheck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.module.ModuleFinder;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The types a capsule sees beside its own: those of the platform's loader, the capsule API and PF4J's extension types. Their class files are
 * read once and their shapes kept; no class is loaded.
 */
final class PlatformTypes {

  /** The types of this process. */
  static final PlatformTypes HERE = new PlatformTypes();

  private static final String API = "dev/reeve/capsule/";
  private static final Set<String> EXTENSION_TYPES = Set.of("org/pf4j/Extension", "org/pf4j/ExtensionPoint");

  private final Map<String, TypeShape> shapes = new ConcurrentHashMap<>();
  private final Set<String> packages =
      ModuleFinder.ofSystem().findAll().stream()
          .flatMap(module -> module.descriptor().packages().stream())
          .map(name -> name.replace('.', '/'))
          .collect(Collectors.toUnmodifiableSet());

  private PlatformTypes() {}

  /** Whether the JDK has a package of this internal name. */
  boolean hasPackage(String name) {
    return packages.contains(name);
  }

  /** The type of an internal name; null when capsules see none. */
  @Nullable TypeShape find(String name) {
    TypeShape known = shapes.get(name);
    if (known != null) {
      return known;
    }
    TypeShape read = read(name);
    if (read != null) {
      shapes.put(name, read);
    }
    return read;
  }

  private @Nullable TypeShape read(String name) {
    boolean shared = name.startsWith(API) || EXTENSION_TYPES.contains(name);
    int slash = name.lastIndexOf('/');
    if (!shared && (slash < 0 || !packages.contains(name.substring(0, slash)))) {
      return null;
    }
    ClassLoader loader = shared ? PlatformTypes.class.getClassLoader() : ClassLoader.getPlatformClassLoader();
    try (InputStream in = loader == null ? null : loader.getResourceAsStream(name + ".class")) {
      return in == null ? null : TypeShape.of(ClassFile.of().parse(in.readAllBytes()), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
