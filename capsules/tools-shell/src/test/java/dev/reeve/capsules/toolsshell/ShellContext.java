package dev.reeve.capsules.toolsshell;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleContext;
import dev.reeve.capsule.HostFiles;
import dev.reeve.capsule.HostProcesses;
import dev.reeve.capsule.SlashCommand;
import dev.reeve.capsule.Tool;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** A context over real programs that keeps the tools a capsule registers. */
final class ShellContext implements CapsuleContext {

  final Map<String, Tool> tools = new HashMap<>();
  private final HostProcesses processes;

  ShellContext(HostProcesses processes) {
    this.processes = processes;
  }

  @Override
  public String name() {
    return "tools-shell";
  }

  @Override
  public void tool(String name, Tool tool) {
    tools.put(name, tool);
  }

  @Override
  public void command(String name, SlashCommand command) {
    throw new IllegalArgumentException("capsule.toml announces no command " + name);
  }

  @Override
  public void runtime(String name, AgentRuntime runtime) {
    throw new IllegalArgumentException("capsule.toml announces no runtime " + name);
  }

  @Override
  public HostFiles files() {
    throw new IllegalStateException("tools-shell has no permission for files");
  }

  @Override
  public HostProcesses processes() {
    return processes;
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public System.Logger log() {
    return System.getLogger("tools-shell");
  }
}
