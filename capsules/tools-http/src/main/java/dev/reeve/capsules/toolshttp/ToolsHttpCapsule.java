package dev.reeve.capsules.toolshttp;

import dev.reeve.capsule.Capsule;
import dev.reeve.capsule.CapsuleContext;
import org.pf4j.Extension;

/** The entry class of {@code tools-http}. */
@Extension
public final class ToolsHttpCapsule implements Capsule {

  @Override
  public void start(CapsuleContext context) {
    context.tool("http/get", new GetTool(context.http()));
    context.tool("http/request", new RequestTool(context.http()));
  }
}
