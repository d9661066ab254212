package dev.reeve.capsules.toolsfiles;

import dev.reeve.capsule.Capsule;
import dev.reeve.capsule.CapsuleContext;
import dev.reeve.capsule.HostFiles;
import org.pf4j.Extension;

/** The entry class of {@code tools-files}. */
@Extension
public final class ToolsFilesCapsule implements Capsule {

  @Override
  public void start(CapsuleContext context) {
    HostFiles files = context.files();
    context.tool("files/read", new ReadTool(files));
    context.tool("files/list", new ListTool(files));
    context.tool("files/stat", new StatTool(files));
    context.tool("files/search", new SearchTool(files));
    context.tool("files/write", new WriteTool(files));
  }
}
