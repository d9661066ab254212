package dev.reeve.bench.crash;

import java.io.IOException;

/** What one client asks for, one change after the other. Names are never used twice; each begins with the owner's. */
interface Workload {

  /** A load begins: what was going on in the kernel's last life no longer is. */
  default void begins() {}

  /** A change that may be made where these facts hold. */
  Change next(Facts own);

  /** Looks at what it wants to see after a change was acknowledged, and writes that down. */
  default void acknowledged(Kernel kernel, ClientLog log, Change change, String answer) throws IOException {}
}
