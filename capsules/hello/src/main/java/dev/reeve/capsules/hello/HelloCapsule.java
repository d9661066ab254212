package dev.reeve.capsules.hello;

import dev.reeve.capsule.Capsule;
import dev.reeve.capsule.CapsuleContext;
import org.pf4j.Extension;

/** The entry class: registers what {@code capsule.toml} announces, under the same names. */
@Extension
public final class HelloCapsule implements Capsule {

  @Override
  public void start(CapsuleContext context) {
    context.tool("hello/greet", new GreetTool());
    context.command("hello", new HelloCommand());
  }
}
