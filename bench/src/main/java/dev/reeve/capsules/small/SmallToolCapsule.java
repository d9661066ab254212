package dev.reeve.capsules.small;

import dev.reeve.capsule.Capsule;
import dev.reeve.capsule.CapsuleContext;
import org.pf4j.Extension;

/** Brings one tool, {@code small/answer}. */
@Extension
public final class SmallToolCapsule implements Capsule {

  @Override
  public void start(CapsuleContext context) {
    context.tool("small/answer", new SmallTool());
  }
}
