package dev.reeve.capsules.small;

import dev.reeve.capsule.Capsule;
import dev.reeve.capsule.CapsuleContext;
import java.util.List;
import org.pf4j.Extension;

/** As small as a capsule gets: one command, called as the capsule is. */
@Extension
public final class SmallCapsule implements Capsule {

  @Override
  public void start(CapsuleContext context) {
    context.command(context.name(), arguments -> List.of(context.name()));
  }
}
