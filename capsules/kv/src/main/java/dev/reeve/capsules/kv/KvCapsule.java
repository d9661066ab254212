package dev.reeve.capsules.kv;

import dev.reeve.capsule.Capsule;
import dev.reeve.capsule.CapsuleContext;
import org.pf4j.Extension;

/** The entry class of {@code kv}. */
@Extension
public final class KvCapsule implements Capsule {

  @Override
  public void start(CapsuleContext context) {
    Values values = new Values(context.keyValues());
    context.tool("kv/get", new GetTool(values));
    context.tool("kv/put", new PutTool(values));
    context.tool("kv/delete", new DeleteTool(values));
    context.tool("kv/list", new ListTool(values));
    context.command("kv", new KvCommand(values));
  }
}
