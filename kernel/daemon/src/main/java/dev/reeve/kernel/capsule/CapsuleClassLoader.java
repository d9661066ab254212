package dev.reeve.kernel.capsule;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Defines a capsule's classes from its checked bytes. Its parent is the platform loader; of the kernel it sees the capsule API and PF4J's
 * extension types alone, and it hands out no addresses of resources.
 */
final class CapsuleClassLoader extends ClassLoader {

  private static final String API = "dev.reeve.capsule.";
  private static final Set<String> EXTENSION_TYPES = Set.of("org.pf4j.Extension", "org.pf4j.ExtensionPoint");

  static {
    registerAsParallelCapable();
  }

  private final CapsuleArchive archive;
  private final ClassLoader kernel;

  CapsuleClassLoader(String capsule, CapsuleArchive archive) {
    super("capsule-" + capsule, ClassLoader.getPlatformClassLoader());
    this.archive = archive;
    ClassLoader own = CapsuleClassLoader.class.getClassLoader();
    if (own == null) {
      throw new IllegalStateException("the kernel is not on the boot class path");
    }
    this.kernel = own;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return name.startsWith(API) || EXTENSION_TYPES.contains(name) ? kernel.loadClass(name) : super.loadClass(name, resolve);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = archive.content(name.replace('.', '/') + ".class");
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] bytes = archive.content(name);
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  @Override
  public @Nullable URL getResource(String name) {
    return null;
  }

  @Override
  public Enumeration<URL> getResources(String name) {
    return Collections.emptyEnumeration();
  }
}
