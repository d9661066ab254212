package dev.reeve.capsules.runtimebuiltin;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleContext;
import dev.reeve.capsule.HostFiles;
import dev.reeve.capsule.HostProcesses;
import dev.reeve.capsule.HostTimers;
import dev.reeve.capsule.SlashCommand;
import dev.reeve.capsule.Tool;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** A context over real timers that keeps the runtimes a capsule registers. */
final class BuiltinContext implements CapsuleContext {

  final Map<String, AgentRuntime> runtimes = new HashMap<>();
  private final HostTimers timers;

  BuiltinContext(HostTimers timers) {
    this.timers = timers;
  }

  @Override
  public String name() {
    return "runtime-builtin";
  }

  @Override
  public void tool(String name, Tool tool) {
    throw new IllegalArgumentException("capsule.toml announces no tool " + name);
  }

  @Override
  public void command(String name, SlashCommand command) {
    throw new IllegalArgumentException("capsule.toml announces no command " + name);
  }

  @Override
  public void runtime(String name, AgentRuntime runtime) {
    runtimes.put(name, runtime);
  }

  @Override
  public HostFiles files() {
    throw new IllegalStateException("runtime-builtin has no permission for files");
  }

  @Override
  public HostProcesses processes() {
    throw new IllegalStateException("runtime-builtin has no permission for programs");
  }

  @Override
  public HostTimers timers() {
    return timers;
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public System.Logger log() {
    return System.getLogger("runtime-builtin");
  }
}
