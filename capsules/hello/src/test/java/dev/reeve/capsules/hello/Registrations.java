package dev.reeve.capsules.hello;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleContext;
import dev.reeve.capsule.HostFiles;
import dev.reeve.capsule.HostProcesses;
import dev.reeve.capsule.SlashCommand;
import dev.reeve.capsule.Tool;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** A context that keeps what a capsule registers and offers no host service, as {@code hello} has no permission for any. */
final class Registrations implements CapsuleContext {

  final Map<String, Tool> tools = new HashMap<>();
  final Map<String, SlashCommand> commands = new HashMap<>();

  @Override
  public String name() {
    return "hello";
  }

  @Override
  public void tool(String name, Tool tool) {
    tools.put(name, tool);
  }

  @Override
  public void command(String name, SlashCommand command) {
    commands.put(name, command);
  }

  @Override
  public void runtime(String name, AgentRuntime runtime) {
    throw new IllegalArgumentException("capsule.toml announces no runtime " + name);
  }

  @Override
  public HostFiles files() {
    throw new IllegalStateException("hello has no permission for files");
  }

  @Override
  public HostProcesses processes() {
    throw new IllegalStateException("hello has no permission for processes");
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public System.Logger log() {
    return System.getLogger("hello");
  }
}
