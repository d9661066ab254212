package dev.reeve.capsules.runtimeprocess;

import dev.reeve.capsule.Capsule;
import dev.reeve.capsule.CapsuleContext;
import org.pf4j.Extension;

/** The entry class of {@code runtime-process}. */
@Extension
public final class RuntimeProcessCapsule implements Capsule {

  @Override
  public void start(CapsuleContext context) {
    context.runtime("process", new ProcessRuntime(context.processes()));
  }
}
