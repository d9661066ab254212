package dev.reeve.capsules.runtimebuiltin;

import dev.reeve.capsule.Capsule;
import dev.reeve.capsule.CapsuleContext;
import org.pf4j.Extension;

/** The entry class of {@code runtime-builtin}. */
@Extension
public final class RuntimeBuiltinCapsule implements Capsule {

  @Override
  public void start(CapsuleContext context) {
    context.runtime("builtin", new BuiltinRuntime(context.timers()));
  }
}
