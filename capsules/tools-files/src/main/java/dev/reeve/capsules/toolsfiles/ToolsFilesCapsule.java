package dev.reeve.capsules.toolsfiles;

import dev.reeve.capsule.Capsule;
import dev.reeve.capsule.CapsuleContext;
import org.pf4j.Extension;

/** The entry class of {@code tools-files}. */
@Extension
public final class ToolsFilesCapsule implements Capsule {

  @Override
  public void start(CapsuleContext context) {
    context.tool("files/read", new ReadTool(context.files()));
    context.tool("files/list", new ListTool(context.files()));
  }
}
