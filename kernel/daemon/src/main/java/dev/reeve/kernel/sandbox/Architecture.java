package dev.reeve.kernel.sandbox;

import java.util.Optional;

/** A processor architecture whose system calls are known here. */
enum Architecture {
  X86_64(0xC000003E),
  AARCH64(0xC00000B7);

  /** The kernel's {@code AUDIT_ARCH_*} value, as seen by a seccomp filter. */
  final int audit;

  Architecture(int audit) {
    this.audit = audit;
  }

  /** This host's; empty on any other, where nothing can be confined. */
  static Optional<Architecture> current() {
    return switch (System.getProperty("os.arch", "")) {
      case "amd64", "x86_64" -> Optional.of(X86_64);
      case "aarch64" -> Optional.of(AARCH64);
      default -> Optional.empty();
    };
  }
}
