package dev.reeve.capsules.toolsshell;

import dev.reeve.capsule.Capsule;
import dev.reeve.capsule.CapsuleContext;
import org.pf4j.Extension;

/** The entry class of {@code tools-shell}. */
@Extension
public final class ToolsShellCapsule implements Capsule {

  @Override
  public void start(CapsuleContext context) {
    context.tool("shell/exec", new ExecTool(context.processes()));
  }
}
