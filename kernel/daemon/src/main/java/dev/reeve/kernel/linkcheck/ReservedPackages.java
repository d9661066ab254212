package dev.reeve.kernel.linkcheck;

import java.util.List;

/** Packages whose classes are the JDK's, the capsule API's or the kernel's, whoever brings them. */
final class ReservedPackages {

  private static final List<String> TREES =
      List.of("java/", "javax/", "jdk/", "sun/", "com/sun/", "dev/reeve/", "org/pf4j/", "org/jspecify/", "io/grpc/", "io/netty/", "org/sqlite/");

  /** Where first-party capsules are: nothing of the kernel lies there. */
  private static final String CAPSULES = "dev/reeve/capsules/";

  private ReservedPackages() {}

  static boolean holds(String type) {
    if (type.startsWith(CAPSULES)) {
      return false;
    }
    int slash = type.lastIndexOf('/');
    return TREES.stream().anyMatch(type::startsWith) || PlatformTypes.HERE.hasPackage(slash < 0 ? "" : type.substring(0, slash));
  }
}
